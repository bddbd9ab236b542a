import type { DecisionPolicy, TrainingReport } from '@assay/ml-core/schema'
import { Rocket } from 'lucide-react'
import { useMemo, useState } from 'react'
import { describePolicy } from '../../lib/decision-policy.ts'
import { formatCount, formatPercent } from '../../lib/format.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { Stat, StatRow } from '../../ui/stat.tsx'
import { type Cell, ConfusionMatrix } from './confusion-matrix.tsx'
import { outcomeOf } from './policy-outcome.ts'

/** What has been chosen below, what it makes of the test rows, and the way to put it into effect. */
export function PolicyCard({
  report,
  policy,
  onClear,
  onDeploy,
}: {
  report: TrainingReport
  policy: DecisionPolicy | null
  onClear: () => void
  onDeploy: (() => void) | null
}) {
  const { answers, labels } = report
  const [cell, setCell] = useState<Cell | null>(null)
  const outcome = useMemo(() => answers && outcomeOf(answers, labels, policy), [answers, labels, policy])
  const plain = useMemo(() => answers && outcomeOf(answers, labels, null), [answers, labels])
  return (
    <Card data-testid="policy-card">
      <CardHeader
        title="How answers are decided"
        description="Set thresholds, costs and abstention below; a deployment saves them with its revision."
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
                Deploy with this policy
              </Button>
            )}
          </>
        }
      />
      <CardBody className="grid gap-5">
        <ul aria-live="polite" className="grid gap-1 text-sm">
          {describePolicy(policy).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
        {outcome && plain && (
          <>
            <StatRow>
              <Stat
                label="Answered"
                value={formatPercent(outcome.answered / Math.max(1, outcome.rows))}
                note={`of ${formatCount(outcome.rows)} test rows`}
              />
              <Stat
                label="Right when answered"
                value={outcome.answered > 0 ? formatPercent(outcome.right / outcome.answered, 2) : '–'}
                note={`${formatPercent(plain.right / Math.max(1, plain.rows), 2)} without a policy`}
              />
              <Stat
                label="Wrong answers"
                value={formatCount(outcome.answered - outcome.right)}
                note={`${formatCount(plain.rows - plain.right)} without a policy`}
              />
            </StatRow>
            <ConfusionMatrix
              labels={labels}
              confusion={outcome.confusion}
              selected={cell}
              onSelect={setCell}
            />
          </>
        )}
      </CardBody>
    </Card>
  )
}
