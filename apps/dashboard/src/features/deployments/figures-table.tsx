import { formatCount, formatMs } from '../../lib/format.ts'
import type { DeploymentFigures } from '../../lib/views.ts'
import { Table, Td, Th, Tr } from '../../ui/table.tsx'
import { errorsOf, formatPoint, type Range } from './figures.ts'

/** The stretches in which there were calls, the newest first. */
export function FiguresTable({ points, range }: { points: DeploymentFigures['points']; range: Range }) {
  const used = points.filter((point) => point.answered + errorsOf(point) > 0).toReversed()
  return (
    <Table label="Figures over time">
      <thead>
        <tr>
          <Th>From</Th>
          <Th align="right">Answered</Th>
          <Th align="right">Inputs</Th>
          <Th align="right">Refused</Th>
          <Th align="right">Over a limit</Th>
          <Th align="right">Overloaded</Th>
          <Th align="right">Failed</Th>
          <Th align="right">Cold starts</Th>
          <Th align="right">p50</Th>
          <Th align="right">p95</Th>
          <Th align="right">p99</Th>
        </tr>
      </thead>
      <tbody>
        {used.length === 0 && (
          <Tr>
            <Td colSpan={11} className="text-faint">
              No calls in this time.
            </Td>
          </Tr>
        )}
        {used.map((point) => (
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
        ))}
      </tbody>
    </Table>
  )
}
