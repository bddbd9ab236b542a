import type { DecisionPolicy } from '@assay/ml-core/schema'
import { Rocket } from 'lucide-react'
import { describePolicy } from '../../lib/decision-policy.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'

/** What has been chosen below, and the way to put it into effect. */
export function PolicyCard({
  policy,
  onClear,
  onDeploy,
}: {
  policy: DecisionPolicy | null
  onClear: () => void
  onDeploy: (() => void) | null
}) {
  return (
    <Card data-testid="policy-card">
      <CardHeader
        title="How answers are decided"
        description="Choose thresholds and when to say nothing below; a deployment keeps them with its revision."
        actions={
          <>
            {policy && (
              <Button size="sm" onClick={onClear}>
                Start over
              </Button>
            )}
            {policy && onDeploy && (
              <Button size="sm" look="primary" onClick={onDeploy}>
                <Rocket />
                Deploy like this
              </Button>
            )}
          </>
        }
      />
      <CardBody>
        <ul aria-live="polite" className="grid gap-1 text-sm">
          {describePolicy(policy).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </CardBody>
    </Card>
  )
}
