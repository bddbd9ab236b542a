import type { TrainingReport } from '@assay/ml-core/schema'
import { useState } from 'react'
import { formatCount, formatPercent, plural } from '../../lib/format.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { LineFigure } from '../../ui/chart.tsx'

const methodNames = {
  none: '',
  temperature: 'Temperature scaling',
  isotonic: 'Isotonic curve per class',
} as const

const percent = (value: string | number) => formatPercent(Number(value), 0)

/** Reliability diagram: on the diagonal, stated confidence is what is observed. */
export function CalibrationCard({ report }: { report: TrainingReport }) {
  const { recalibration } = report
  const mended = recalibration && recalibration.method !== 'none' ? recalibration : null
  const [before, setBefore] = useState(false)
  const bins = before && mended ? mended.before.calibration : report.calibration
  return (
    <Card>
      <CardHeader
        title="Can its confidence be trusted?"
        description="On the dashed line, answers are right as often as the model says. Larger dots mean more rows."
        actions={
          mended && (
            <Button
              size="sm"
              aria-pressed={before}
              className="aria-pressed:border-accent aria-pressed:bg-accent-soft"
              onClick={() => setBefore(!before)}
            >
              Uncalibrated
            </Button>
          )
        }
      />
      <CardBody className="grid gap-3">
        <LineFigure
          label="Reliability diagram: accuracy by stated confidence"
          className="h-64"
          data={bins}
          x="confidence"
          xName="Stated confidence"
          series={[
            { key: 'accuracy', name: 'Observed accuracy', colour: 'var(--chart-1)', dotSize: 'count' },
          ]}
          further={[{ key: 'count', name: 'Rows', format: formatCount }]}
          formatX={percent}
          formatY={percent}
          xDomain={[0, 1]}
          domain={[0, 1]}
          diagonal
        />
        {mended && (
          <p className="text-[13px] text-faint">
            {methodNames[mended.method]} on {plural(mended.rows, 'row')} it had not trained on took the
            calibration error from {formatPercent(mended.before.ece, 1)} to{' '}
            {formatPercent(report.test.ece, 1)}.
          </p>
        )}
      </CardBody>
    </Card>
  )
}
