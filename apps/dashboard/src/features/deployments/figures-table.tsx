import { formatCount, formatMs } from '../../lib/format.ts'
import type { DeploymentFigures } from '../../lib/views.ts'
import { DataTable, numericColumns } from '../../ui/data-table.tsx'
import { Td, Tr } from '../../ui/table.tsx'
import { errorsOf, formatPoint, type Range } from './figures.ts'

/** The stretches in which there were calls, the newest first. */
export function FiguresTable({ points, range }: { points: DeploymentFigures['points']; range: Range }) {
  const used = points.filter((point) => point.answered + errorsOf(point) > 0).toReversed()
  return (
    <DataTable
      label="Metrics over time"
      columns={[
        'From',
        ...numericColumns(
          'Answered',
          'Inputs',
          'Refused',
          'Over limit',
          'Overloaded',
          'Failed',
          'Cold starts',
          'p50',
          'p95',
          'p99',
        ),
      ]}
      rows={used}
      row={(point) => (
        <Tr key={point.at.getTime()}>
          <Td className="figure whitespace-nowrap">{formatPoint(point.at, range)}</Td>
          <Td align="right">{formatCount(point.answered)}</Td>
          <Td align="right">{formatCount(point.inputs)}</Td>
          <Td align="right">{formatCount(point.refused)}</Td>
          <Td align="right">{formatCount(point.limited)}</Td>
          <Td align="right">{formatCount(point.overloaded)}</Td>
          <Td align="right">{formatCount(point.failed)}</Td>
          <Td align="right">{formatCount(point.coldStarts)}</Td>
          <Td align="right">{formatMs(point.p50Ms)}</Td>
          <Td align="right">{formatMs(point.p95Ms)}</Td>
          <Td align="right">{formatMs(point.p99Ms)}</Td>
        </Tr>
      )}
    >
      {used.length === 0 && (
        <Tr>
          <Td colSpan={11} className="text-faint">
            No calls in this range.
          </Td>
        </Tr>
      )}
    </DataTable>
  )
}
