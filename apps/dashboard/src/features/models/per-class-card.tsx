import type { ClassMetrics, TrainingReport } from '@assay/ml-core/schema'
import { useState } from 'react'
import { formatCount, formatPercent } from '../../lib/format.ts'
import { Card, CardHeader } from '../../ui/card.tsx'
import { Pagination, pageOffset } from '../../ui/pagination.tsx'
import { Table, Td, Th, Tr } from '../../ui/table.tsx'

const size = 15
const measures = ['precision', 'recall', 'f1'] as const

/** The weakest classes first: that is where more or cleaner examples help. */
export function PerClassCard({ report }: { report: TrainingReport }) {
  const [page, setPage] = useState(1)
  const classes = [...report.test.perClass].sort((a, b) => a.f1 - b.f1)
  const shown = classes.slice(pageOffset(page, size), page * size)
  return (
    <Card>
      <CardHeader title="By class" description="Weakest first, on the test split." />
      <Table label="Precision, recall and F1 by class" className="border-line border-t">
        <thead>
          <tr>
            <Th>Class</Th>
            <Th>Precision</Th>
            <Th>Recall</Th>
            <Th>F1</Th>
            <Th align="right">Rows</Th>
          </tr>
        </thead>
        <tbody>
          {shown.map((one) => (
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
          ))}
        </tbody>
      </Table>
      {classes.length > size && (
        <Pagination
          page={page}
          size={size}
          total={classes.length}
          noun="class"
          many="classes"
          onPage={setPage}
        />
      )}
    </Card>
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
