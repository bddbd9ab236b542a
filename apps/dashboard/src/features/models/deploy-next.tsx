import { useQuery } from '@tanstack/react-query'
import { Rocket } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import type { ModelVersionView } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { NextStep } from '../../ui/next-step.tsx'

/** A model that answers nobody yet. */
export function DeployNext({ version, onDeploy }: { version: ModelVersionView; onDeploy: () => void }) {
  const deployments = useQuery(trpc.deployment.list.queryOptions({ offset: 0, limit: 200 }))
  if (deployments.data?.items.some((one) => one.modelId === version.modelId) ?? true) return null
  return (
    <NextStep
      title="Your model is trained: deploy it"
      action={
        <Button look="primary" onClick={onDeploy}>
          <Rocket />
          Deploy this version
        </Button>
      }
    >
      Your own HTTPS endpoint; new versions swap in later without dropping a call.
    </NextStep>
  )
}
