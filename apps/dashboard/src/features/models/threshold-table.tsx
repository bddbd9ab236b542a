import type { ThresholdCurve } from '@assay/ml-core/schema'
import { formatCount, formatPercent } from '../../lib/format.ts'
import { numericColumns } from '../../ui/data-table.tsx'
import { Td, Tr } from '../../ui/table.tsx'
import { AsTable } from './as-table.tsx'
import { thresholdText } from './threshold-slider.tsx'
import { figuresOf, ruleNames } from './threshold-steps.ts'

const percent = (value: number | null) => (value === null ? '–' : formatPercent(value, 1))

export function ThresholdTable({ curve }: { curve: ThresholdCurve }) {
  const named = curve.operating.map((point) => ({ ...point, name: ruleNames[point.rule] }))
  const rows = [...named, ...curve.points.map((point) => ({ ...point, name: '' }))].sort(
    (a, b) => b.threshold - a.threshold,
  )
  return (
    <AsTable
      label={`Metrics by threshold for ${curve.label}`}
      columns={[
        'Threshold',
        ...numericColumns('Sensitivity', 'Specificity', 'Precision', 'Found', 'Missed', 'False alarms'),
      ]}
      rows={rows}
      row={(one) => {
        const figures = figuresOf(one)
        return (
          <Tr key={`${one.name}:${one.threshold}`}>
            <Td className="figure whitespace-nowrap py-1.5">
              {thresholdText(one.threshold)}
              {one.name && <span className="text-faint"> {one.name}</span>}
            </Td>
            <Td align="right">{percent(figures.sensitivity)}</Td>
            <Td align="right">{percent(figures.specificity)}</Td>
            <Td align="right">{percent(figures.precision)}</Td>
            <Td align="right">{formatCount(one.tp)}</Td>
            <Td align="right">{formatCount(one.fn)}</Td>
            <Td align="right">{formatCount(one.fp)}</Td>
          </Tr>
        )
      }}
    />
  )
}
