import type { ThresholdCurve } from '@assay/ml-core/schema'
import { useMemo } from 'react'
import { formatPercent } from '../../lib/format.ts'
import { LineFigure } from '../../ui/chart.tsx'
import { gainsOf, liftAt } from './gains.ts'

const percent = (value: string | number) => formatPercent(Number(value), 0)

/** Cumulative gains: how much of a class is found by looking at the likeliest rows first. */
export function GainsChart({ curve }: { curve: ThresholdCurve }) {
  const gains = useMemo(() => gainsOf(curve), [curve])
  const tenth = liftAt(gains, 0.1)
  return (
    <div>
      <div className="mb-3">
        <h3 className="flex items-baseline justify-between gap-3 font-medium text-sm">
          Gains
          {tenth !== null && (
            <span className="figure font-normal text-[13px] text-soft">lift {tenth.toFixed(1)} × at 10%</span>
          )}
        </h3>
        <p className="text-[13px] text-faint">
          Share of the class found, by share of all rows reviewed, most likely first (dashed: any order)
        </p>
      </div>
      <LineFigure
        label="Cumulative gains: share of the class found by share of rows reviewed"
        className="h-64"
        data={gains}
        x="looked"
        xName="Reviewed"
        series={[{ key: 'found', name: 'Found', colour: 'var(--chart-4)' }]}
        formatX={percent}
        formatY={percent}
        xDomain={[0, 1]}
        domain={[0, 1]}
        diagonal
      />
      <details className="mt-2 text-[13px]">
        <summary className="w-fit rounded text-faint hover:text-ink">As a table</summary>
        <ul className="figure mt-2 grid gap-1">
          {[0.01, 0.05, 0.1, 0.2, 0.3, 0.5].map((share) => (
            <li key={share} className="flex justify-between gap-4">
              <span>most likely {percent(share)}</span>
              <span>lift {liftAt(gains, share)?.toFixed(2) ?? '–'} ×</span>
            </li>
          ))}
        </ul>
      </details>
    </div>
  )
}
