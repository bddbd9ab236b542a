import type { DecisionPolicy, ThresholdCurve, TrainingReport } from '@assay/ml-core/schema'
import { Scale } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { withoutThreshold, withThreshold } from '../../lib/decision-policy.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { Select } from '../../ui/select.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { CostFields, type TypedCosts } from './cost-fields.tsx'
import { OutcomeMatrix } from './outcome-matrix.tsx'
import { ThresholdCharts } from './threshold-charts.tsx'
import { ThresholdSlider } from './threshold-slider.tsx'
import { firstCurve, linkedStep, linkTo, stepOf, stepsOf } from './threshold-steps.ts'
import { ThresholdTable } from './threshold-table.tsx'
import { WantedFields } from './wanted-fields.tsx'
import { stopFrom } from './wanted-threshold.ts'

const title = 'Choose a threshold'

/** What is looked at, as the page's address tells it. */
type Shown = { label?: string | undefined; threshold?: string | undefined }

/** ROC and precision-recall curves, and what each threshold does to the test rows. */
export function ThresholdCard({
  report,
  policy,
  onPolicy,
  shown,
  onShow,
}: {
  report: TrainingReport
  policy: DecisionPolicy | null
  onPolicy: (policy: DecisionPolicy | null) => void
  shown: Shown
  onShow: (shown: Shown) => void
}) {
  const curves = report.thresholds ?? []
  const named = curves.findIndex(({ label }) => label === shown.label)
  const chosen = named >= 0 ? named : firstCurve(curves)
  const curve = curves[chosen]
  if (!curve) {
    return (
      <Card>
        <CardHeader title={title} />
        <EmptyState icon={Scale} title="No threshold curves" className="pt-4 pb-10">
          {report.thresholds
            ? 'Curves are drawn for up to 20 classes; this model has more.'
            : 'This version was trained before thresholds were measured. Retrain the model to see them.'}
        </EmptyState>
      </Card>
    )
  }
  return (
    <Card data-testid="threshold-card">
      <CardHeader
        title={title}
        description={`A low threshold misses less, a high one raises fewer false alarms. “${curve.label}” against ${curves.length > 2 ? 'the rest' : 'the other'}, on the test rows.`}
        actions={
          <Select
            aria-label="Class to find"
            className="h-8 w-44 max-w-full"
            value={String(chosen)}
            onChange={(next) => onShow({ label: curves[Number(next)]?.label })}
            options={curves.map(({ label }, at) => ({ value: String(at), label }))}
          />
        }
      />
      <CardBody className="pt-1">
        {curve.rocAuc === null ? (
          <p className="text-[13px] text-faint">
            The test rows do not contain both “{curve.label}” and something else, so there is nothing to
            distinguish.
          </p>
        ) : (
          <Explorer
            key={chosen}
            curve={curve}
            policy={policy}
            onPolicy={onPolicy}
            threshold={named >= 0 || shown.label === undefined ? shown.threshold : undefined}
            onThreshold={(threshold) => onShow({ label: curve.label, threshold })}
          />
        )}
      </CardBody>
    </Card>
  )
}

/** A slider moves often; its address follows once it rests. */
const restMs = 250

function Explorer({
  curve,
  policy,
  onPolicy,
  threshold: linked,
  onThreshold,
}: {
  curve: ThresholdCurve
  policy: DecisionPolicy | null
  onPolicy: (policy: DecisionPolicy | null) => void
  threshold: string | undefined
  onThreshold: (threshold: string) => void
}) {
  const steps = useMemo(() => stepsOf(curve), [curve])
  const [at, setStep] = useState(
    () => linkedStep(steps, linked) ?? stepOf(steps, curve.operating[0]?.threshold ?? 0.5),
  )
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(rest.current), [])
  const setAt = (next: number) => {
    setStep(next)
    clearTimeout(rest.current)
    rest.current = setTimeout(() => onThreshold(linkTo(steps[next])), restMs)
  }
  const [costs, setCosts] = useState<TypedCosts>({ falsePositive: '', falseNegative: '' })
  const step = steps[at]
  if (!step) return null
  const { threshold } = step
  const inUse =
    threshold !== null &&
    policy?.choose.by === 'thresholds' &&
    policy.choose.thresholds[curve.label] === threshold
  return (
    <div className="grid gap-6">
      <ThresholdCharts curve={curve} step={step} />
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <div className="grid gap-5">
          <ThresholdSlider steps={steps} at={at} onMove={setAt} operating={curve.operating} />
          {curve.unseen && (
            <WantedFields unseen={curve.unseen} onChoose={(wanted) => setAt(stopFrom(steps, wanted))} />
          )}
          <CostFields costs={costs} onChange={setCosts} steps={steps} step={step} onMove={setAt} />
        </div>
        <div className="grid gap-5">
          <OutcomeMatrix label={curve.label} step={step} />
          <div className="flex flex-wrap items-center gap-3">
            <Button
              look={inUse ? 'secondary' : 'primary'}
              disabled={threshold === null || threshold <= 0}
              data-testid="use-threshold"
              onClick={() => {
                if (threshold === null) return
                onPolicy(
                  inUse && policy
                    ? withoutThreshold(policy, curve.label)
                    : withThreshold(policy, curve.label, threshold),
                )
              }}
            >
              {inUse ? 'Remove this threshold' : `Answer “${shorten(curve.label)}” from this threshold`}
            </Button>
            <span className="text-[13px] text-faint">Takes effect with the next deploy.</span>
          </div>
        </div>
      </div>
      <ThresholdTable curve={curve} />
    </div>
  )
}

const shorten = (label: string): string => (label.length > 24 ? `${label.slice(0, 23)}…` : label)
