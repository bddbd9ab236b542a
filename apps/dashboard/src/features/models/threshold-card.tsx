import type { ThresholdCurve, TrainingReport } from '@assay/ml-core/schema'
import { Scale } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { Select } from '../../ui/select.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { CostFields, type TypedCosts } from './cost-fields.tsx'
import { OutcomeMatrix } from './outcome-matrix.tsx'
import { ThresholdCharts } from './threshold-charts.tsx'
import { ThresholdSlider } from './threshold-slider.tsx'
import { firstCurve, stepOf, stepsOf } from './threshold-steps.ts'
import { ThresholdTable } from './threshold-table.tsx'

const title = 'Where to draw the line'

/** ROC and precision-recall curves, and what each threshold does to the test rows. */
export function ThresholdCard({ report }: { report: TrainingReport }) {
  const curves = report.thresholds ?? []
  const [chosen, setChosen] = useState(() => firstCurve(curves))
  const curve = curves[chosen]
  if (!curve) {
    return (
      <Card>
        <CardHeader title={title} />
        <EmptyState icon={Scale} title="No threshold curves" className="pt-4 pb-10">
          {report.thresholds
            ? 'Curves are drawn for up to 20 classes; this model has more.'
            : 'This version was trained before thresholds were measured. Train the model again to see them.'}
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
            onChange={(next) => setChosen(Number(next))}
            options={curves.map(({ label }, at) => ({ value: String(at), label }))}
          />
        }
      />
      <CardBody className="pt-1">
        {curve.rocAuc === null ? (
          <p className="text-[13px] text-faint">
            The test rows do not hold both “{curve.label}” and something else, so there is nothing to tell
            apart.
          </p>
        ) : (
          <Explorer key={chosen} curve={curve} />
        )}
      </CardBody>
    </Card>
  )
}

function Explorer({ curve }: { curve: ThresholdCurve }) {
  const steps = useMemo(() => stepsOf(curve), [curve])
  const [at, setAt] = useState(() => stepOf(steps, curve.operating[0]?.threshold ?? 0.5))
  const [costs, setCosts] = useState<TypedCosts>({ falsePositive: '', falseNegative: '' })
  const step = steps[at]
  if (!step) return null
  return (
    <div className="grid gap-6">
      <ThresholdCharts curve={curve} step={step} />
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <div className="grid gap-5">
          <ThresholdSlider steps={steps} at={at} onMove={setAt} operating={curve.operating} />
          <CostFields costs={costs} onChange={setCosts} steps={steps} step={step} onMove={setAt} />
        </div>
        <OutcomeMatrix label={curve.label} step={step} />
      </div>
      <ThresholdTable curve={curve} />
    </div>
  )
}
