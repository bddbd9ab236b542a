import type { LabelFigures } from '@assay/ml-core/schema'
import { useState } from 'react'
import { formatCount, formatPercent, formatScore } from '../../lib/format.ts'
import { Card, CardHeader } from '../../ui/card.tsx'
import { Pagination, pageOffset } from '../../ui/pagination.tsx'
import { Table, Td, Th, Tr } from '../../ui/table.tsx'

const size = 20

/** Every label by itself, the weakest first, with its threshold and its own confusion matrix. */
export function LabelTable({ labels, rows }: { labels: readonly LabelFigures[]; rows: number }) {
  const [page, setPage] = useState(1)
  const sorted = [...labels].sort((a, b) => a.f1 - b.f1)
  const shown = sorted.slice(pageOffset(page, size), page * size)
  return (
    <Card>
      <CardHeader
        title="By label"
        description={`Weakest first, on ${formatCount(rows)} test rows. A label is answered from its threshold on, which gave the highest F1 on the validation split.`}
      />
      <Table label="Figures by label" className="border-line border-t">
        <thead>
          <tr>
            <Th>Label</Th>
            <Th align="right">Threshold</Th>
            <Th align="right">Precision</Th>
            <Th align="right">Recall</Th>
            <Th align="right">F1</Th>
            <Th align="right">Average precision</Th>
            <Th align="right">Found</Th>
            <Th align="right">Missed</Th>
            <Th align="right">False alarms</Th>
            <Th align="right">Rightly left out</Th>
          </tr>
        </thead>
        <tbody>
          {shown.map((one) => (
            <Tr key={one.label}>
              <Td className="max-w-48 truncate font-medium" title={one.label}>
                {one.label}
              </Td>
              <Td align="right">{formatPercent(one.threshold, 0)}</Td>
              <Td align="right">{formatPercent(one.precision, 1)}</Td>
              <Td align="right">{formatPercent(one.recall, 1)}</Td>
              <Td align="right">{formatScore(one.f1)}</Td>
              <Td align="right">{formatScore(one.averagePrecision)}</Td>
              <Td align="right">{formatCount(one.tp)}</Td>
              <Td align="right">{formatCount(one.fn)}</Td>
              <Td align="right">{formatCount(one.fp)}</Td>
              <Td align="right" className="text-faint">
                {formatCount(one.tn)}
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
      {sorted.length > size && (
        <Pagination page={page} size={size} total={sorted.length} noun="label" onPage={setPage} />
      )}
    </Card>
  )
}
