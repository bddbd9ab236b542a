import type { ThresholdCurve } from '@assay/ml-core/schema'
import { useMemo } from 'react'
import { formatPercent } from '../../lib/format.ts'
import { LineFigure } from '../../ui/chart.tsx'
import { formatArea } from './further-figures.tsx'
import { GainsChart } from './gains-chart.tsx'
import { figuresOf, type Step } from './threshold-steps.ts'

const percent = (value: string | number) => formatPercent(Number(value), 0)

/** The same thresholds twice: against false alarms, and against precision. */
export function ThresholdCharts({ curve, step }: { curve: ThresholdCurve; step: Step }) {
  const { roc, precision } = useMemo(() => rowsOf(curve), [curve])
  const figures = figuresOf(step)
  const recall = figures.sensitivity ?? 0
  return (
    <div className="grid gap-6 md:grid-cols-2 xl:grid-cols-3">
      <div>
        <ChartTitle name="ROC" figure={`area ${formatArea(curve.rocAuc)}`}>
          Share of the class found, by false alarms among the others (dashed: chance)
        </ChartTitle>
        <LineFigure
          label="ROC curve: sensitivity by false alarms"
          className="h-64"
          data={roc}
          x="alarms"
          xName="False alarms"
          series={[{ key: 'sensitivity', name: 'Sensitivity', colour: 'var(--chart-1)' }]}
          formatX={percent}
          formatY={percent}
          xDomain={[0, 1]}
          domain={[0, 1]}
          diagonal
          mark={{ x: 1 - (figures.specificity ?? 1), y: recall }}
        />
      </div>
      <div>
        <ChartTitle name="Precision and recall" figure={`average ${formatArea(curve.averagePrecision)}`}>
          Right answers by share of the class found (dashed: chance)
        </ChartTitle>
        <LineFigure
          label="Precision-recall curve"
          className="h-64"
          data={precision}
          x="recall"
          xName="Recall"
          series={[
            { key: 'chance', name: 'Chance', colour: 'var(--line-strong)', dashed: true },
            { key: 'precision', name: 'Precision', colour: 'var(--chart-2)', stepped: true },
          ]}
          legend={false}
          formatX={percent}
          formatY={percent}
          xDomain={[0, 1]}
          domain={[0, 1]}
          {...(figures.precision === null ? {} : { mark: { x: recall, y: figures.precision } })}
        />
      </div>
      <GainsChart curve={curve} />
    </div>
  )
}

const ChartTitle = ({ name, figure, children }: { name: string; figure: string; children: string }) => (
  <div className="mb-3">
    <h3 className="flex items-baseline justify-between gap-3 font-medium text-sm">
      {name}
      <span className="figure font-normal text-[13px] text-soft">{figure}</span>
    </h3>
    <p className="text-[13px] text-faint">{children}</p>
  </div>
)

function rowsOf({ points }: ThresholdCurve) {
  const figures = points.map((point) => figuresOf(point))
  const chance = points[0] ? (points[0].tp + points[0].fn) / countRows(points[0]) : 0
  const [first] = figures
  return {
    roc: [
      { alarms: 0, sensitivity: 0 },
      ...figures.map((one) => ({ alarms: 1 - (one.specificity ?? 1), sensitivity: one.sensitivity ?? 0 })),
    ],
    precision: [
      { recall: 0, precision: first?.precision ?? null, chance },
      ...figures.map((one) => ({ recall: one.sensitivity ?? 0, precision: one.precision, chance })),
    ],
  }
}

const countRows = ({ tp, fp, fn, tn }: Step): number => Math.max(1, tp + fp + fn + tn)
