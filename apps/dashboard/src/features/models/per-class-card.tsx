import type { ClassMetrics, TrainingReport } from '@assay/ml-core/schema'
import { formatCount, formatPercent } from '../../lib/format.ts'
import { usePagedRows } from '../../lib/paged-query.ts'
import { CardHeader } from '../../ui/card.tsx'
import { numericColumns } from '../../ui/data-table.tsx'
import { ListTable } from '../../ui/list-table.tsx'
import { Td, Tr } from '../../ui/table.tsx'

const measures = ['precision', 'recall', 'f1'] as const

/** The weakest classes first: that is where more or cleaner examples help. */
export function PerClassCard({ report }: { report: TrainingReport }) {
  const paged = usePagedRows(
    [...report.test.perClass].sort((a, b) => a.f1 - b.f1),
    15,
  )
  return (
    <ListTable
      label="Precision, recall and F1 by class"
      query={paged}
      header={<CardHeader title="By class" description="Weakest first, on the test split." />}
      columns={['Class', 'Precision', 'Recall', 'F1', ...numericColumns('Rows')]}
      row={(one) => (
        <Tr key={one.label}>
          <Td className="max-w-48 truncate font-medium" title={one.label}>
            {one.label}
          </Td>
          {measures.map((measure) => (
            <Td key={measure} className="min-w-24">
              <Meter metrics={one} measure={measure} />
            </Td>
          ))}
          <Td align="right" className="text-faint">
            {formatCount(one.support)}
          </Td>
        </Tr>
      )}
      noun="class"
      many="classes"
    />
  )
}

const colours = { precision: 'bg-chart-2', recall: 'bg-chart-3', f1: 'bg-chart-1' } as const

const Meter = ({ metrics, measure }: { metrics: ClassMetrics; measure: (typeof measures)[number] }) => (
  <div className="grid gap-1">
    <span className="figure text-[13px]">{formatPercent(metrics[measure])}</span>
    <div aria-hidden className="h-1.5 overflow-hidden rounded-full bg-sunken">
      <div
        className={`h-full rounded-full ${colours[measure]}`}
        style={{ width: `${100 * metrics[measure]}%` }}
      />
    </div>
  </div>
)
