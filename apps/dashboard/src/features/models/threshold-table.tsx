import type { ThresholdCurve } from '@assay/ml-core/schema'
import { formatCount, formatPercent } from '../../lib/format.ts'
import { Table, Td, Th, Tr } from '../../ui/table.tsx'
import { thresholdText } from './threshold-slider.tsx'
import { figuresOf, ruleNames } from './threshold-steps.ts'

const percent = (value: number | null) => (value === null ? '–' : formatPercent(value, 1))

/** Every stop of the curves, for who cannot or would rather not read them off a drawing. */
export function ThresholdTable({ curve }: { curve: ThresholdCurve }) {
  const named = curve.operating.map((point) => ({ ...point, name: ruleNames[point.rule] }))
  const rows = [...named, ...curve.points.map((point) => ({ ...point, name: '' }))].sort(
    (a, b) => b.threshold - a.threshold,
  )
  return (
    <details className="min-w-0 text-[13px]">
      <summary className="w-fit rounded text-faint hover:text-ink">As a table</summary>
      <div className="mt-2 max-h-80 overflow-y-auto rounded-lg border border-line">
        <Table label={`Figures by threshold for ${curve.label}`} className="text-[13px]">
          <thead>
            <tr>
              <Th>Threshold</Th>
              <Th align="right">Sensitivity</Th>
              <Th align="right">Specificity</Th>
              <Th align="right">Precision</Th>
              <Th align="right">Found</Th>
              <Th align="right">Missed</Th>
              <Th align="right">False alarms</Th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => {
              const figures = figuresOf(row)
              return (
                <Tr key={`${row.name}:${row.threshold}`}>
                  <Td className="figure whitespace-nowrap py-1.5">
                    {thresholdText(row.threshold)}
                    {row.name && <span className="text-faint"> {row.name}</span>}
                  </Td>
                  <Td align="right">{percent(figures.sensitivity)}</Td>
                  <Td align="right">{percent(figures.specificity)}</Td>
                  <Td align="right">{percent(figures.precision)}</Td>
                  <Td align="right">{formatCount(row.tp)}</Td>
                  <Td align="right">{formatCount(row.fn)}</Td>
                  <Td align="right">{formatCount(row.fp)}</Td>
                </Tr>
              )
            })}
          </tbody>
        </Table>
      </div>
    </details>
  )
}
