import type { Abstention } from '@assay/ml-core/schema'
import { formatCount, formatPercent } from '../../lib/format.ts'
import { numericColumns } from '../../ui/data-table.tsx'
import { Td, Tr } from '../../ui/table.tsx'
import { AsTable } from './as-table.tsx'
import { thresholdText } from './threshold-slider.tsx'

export function AbstentionTable({ abstention }: { abstention: Abstention }) {
  return (
    <AsTable
      label="Answers and errors by minimum score"
      columns={['Minimum score', ...numericColumns('Answered', 'Share', 'Wrong', 'Error rate')]}
      rows={abstention.points}
      row={(point) => (
        <Tr key={point.threshold}>
          <Td className="figure py-1.5">{thresholdText(point.threshold)}</Td>
          <Td align="right">{formatCount(point.answered)}</Td>
          <Td align="right">{formatPercent(point.answered / abstention.rows)}</Td>
          <Td align="right">{formatCount(point.wrong)}</Td>
          <Td align="right">{formatPercent(point.wrong / Math.max(1, point.answered), 2)}</Td>
        </Tr>
      )}
    />
  )
}
