import type { LabelFigures } from '@assay/ml-core/schema'
import { formatCount, formatPercent, formatScore } from '../../lib/format.ts'
import { usePagedRows } from '../../lib/paged-query.ts'
import { CardHeader } from '../../ui/card.tsx'
import { numericColumns } from '../../ui/data-table.tsx'
import { ListTable } from '../../ui/list-table.tsx'
import { Td, Tr } from '../../ui/table.tsx'

/** Every label by itself, the weakest first, with its threshold and its own confusion matrix. */
export function LabelTable({ labels, rows }: { labels: readonly LabelFigures[]; rows: number }) {
  const paged = usePagedRows(
    [...labels].sort((a, b) => a.f1 - b.f1),
    20,
  )
  return (
    <ListTable
      label="Metrics by label"
      query={paged}
      header={
        <CardHeader
          title="By label"
          description={`Weakest first, on ${formatCount(rows)} test rows. A label is answered at or above its threshold, the one with the highest F1 on the validation split.`}
        />
      }
      columns={[
        'Label',
        ...numericColumns(
          'Threshold',
          'Precision',
          'Recall',
          'F1',
          'Average precision',
          'Found',
          'Missed',
          'False alarms',
          'Correctly excluded',
        ),
      ]}
      row={(one) => (
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
      )}
      noun="label"
    />
  )
}
