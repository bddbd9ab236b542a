import { Link } from '@tanstack/react-router'
import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import type { DeploymentDetail } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { NextStep } from '../../ui/next-step.tsx'

/** An endpoint that nobody has called yet. */
export function CallNext({ deployment }: { deployment: DeploymentDetail }) {
  // It stays after the first call: what is below it would jump under the reader's eyes.
  const [isNew] = useState(deployment.predictionsThisPeriod === 0)
  if (!isNew || deployment.stoppedAt !== null) return null
  return (
    <NextStep
      title="It is live: call it"
      action={
        <Button asChild>
          <Link to="/settings/keys">
            <KeyRound />
            Create an API key
          </Link>
        </Button>
      }
    >
      Press Predict below to try it. The code beneath makes the same call from your app with an API key.
    </NextStep>
  )
}
