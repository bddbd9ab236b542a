import type { Abstention } from '@assay/ml-core/schema'
import { formatCount, formatPercent } from '../../lib/format.ts'
import { Table, Td, Th, Tr } from '../../ui/table.tsx'
import { thresholdText } from './threshold-slider.tsx'

/** The curve's points, for who cannot or would rather not read them off a drawing. */
export function AbstentionTable({ abstention }: { abstention: Abstention }) {
  return (
    <details className="min-w-0 text-[13px]">
      <summary className="w-fit rounded text-faint hover:text-ink">As a table</summary>
      <div className="mt-2 max-h-80 overflow-y-auto rounded-lg border border-line">
        <Table label="Answers given and wrong by least score" className="text-[13px]">
          <thead>
            <tr>
              <Th>Least score</Th>
              <Th align="right">Answered</Th>
              <Th align="right">Share</Th>
              <Th align="right">Wrong</Th>
              <Th align="right">Error rate</Th>
            </tr>
          </thead>
          <tbody>
            {abstention.points.map((point) => (
              <Tr key={point.threshold}>
                <Td className="figure py-1.5">{thresholdText(point.threshold)}</Td>
                <Td align="right">{formatCount(point.answered)}</Td>
                <Td align="right">{formatPercent(point.answered / abstention.rows)}</Td>
                <Td align="right">{formatCount(point.wrong)}</Td>
                <Td align="right">{formatPercent(point.wrong / Math.max(1, point.answered), 2)}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      </div>
    </details>
  )
}
