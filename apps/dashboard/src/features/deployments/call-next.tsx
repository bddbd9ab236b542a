import { Link } from '@tanstack/react-router'
import { KeyRound } from 'lucide-react'
import type { DeploymentDetail } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { NextStep } from '../../ui/next-step.tsx'

/** An endpoint that nobody has called yet. */
export const CallNext = ({ deployment }: { deployment: DeploymentDetail }) =>
  deployment.predictionsThisPeriod > 0 || deployment.stoppedAt !== null ? null : (
    <NextStep
      title="It is live: call it"
      action={
        <Button asChild>
          <Link to="/settings/keys">
            <KeyRound />
            Make an API key
          </Link>
        </Button>
      }
    >
      Press Predict below to try it. The code under it makes the same call from your app, with an API key.
    </NextStep>
  )
