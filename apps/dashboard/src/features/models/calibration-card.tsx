import type { TrainingReport } from '@assay/ml-core/schema'
import { formatCount, formatPercent } from '../../lib/format.ts'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { LineFigure } from '../../ui/chart.tsx'

const percent = (value: string | number) => formatPercent(Number(value), 0)

/** Reliability diagram: on the diagonal, stated confidence is what is observed. */
export function CalibrationCard({ report }: { report: TrainingReport }) {
  return (
    <Card>
      <CardHeader
        title="Can its confidence be trusted?"
        description="On the dashed line, answers are right as often as the model says. Larger dots hold more rows."
      />
      <CardBody className="grid gap-3">
        <LineFigure
          label="Reliability diagram: accuracy by stated confidence"
          className="h-64"
          data={report.calibration}
          x="confidence"
          series={[
            { key: 'accuracy', name: 'Observed accuracy', colour: 'var(--chart-1)', dotSize: 'count' },
          ]}
          formatX={percent}
          formatY={percent}
          xDomain={[0, 1]}
          domain={[0, 1]}
          diagonal
        />
        <details className="text-[13px]">
          <summary className="w-fit rounded text-faint hover:text-ink">As a table</summary>
          <ul className="figure mt-2 grid gap-1">
            {report.calibration.map((bin) => (
              <li key={bin.confidence} className="flex justify-between gap-4">
                <span>says {formatPercent(bin.confidence, 0)}</span>
                <span>right {formatPercent(bin.accuracy, 0)}</span>
                <span className="text-faint">{formatCount(bin.count)} rows</span>
              </li>
            ))}
          </ul>
        </details>
      </CardBody>
    </Card>
  )
}
