import { said } from '@assay/i18n/runtime'
import type { Slice, TrainingReport } from '@assay/ml-core/schema'
import { Scissors } from 'lucide-react'
import { useState } from 'react'
import { formatCount, formatPercent, formatScore } from '../../lib/format.ts'
import { usePagedRows } from '../../lib/paged-query.ts'
import { Badge } from '../../ui/badge.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { numericColumns } from '../../ui/data-table.tsx'
import { ListTable } from '../../ui/list-table.tsx'
import { Select } from '../../ui/select.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Td, Tr, wideOnly } from '../../ui/table.tsx'

const everything = 'all'
/** Below it a difference is held to be more than chance, all slices taken together. */
const level = 0.05

export const sliceName = ({ by, value }: Slice): string => `${said(by)}: ${said(value)}`

/** Groups of the test rows, the surely worst first: where the average hides something. */
export function SlicesCard({ report }: { report: TrainingReport }) {
  const [by, setBy] = useState(everything)
  const slices = report.slices ?? []
  const chosen = by === everything ? slices : slices.filter((slice) => slice.by === by)
  const paged = usePagedRows(chosen, 15)
  if (slices.length === 0)
    return (
      <Card>
        <CardHeader title="Slices" />
        <EmptyState icon={Scissors} title="No slices" className="pt-4 pb-10">
          {report.slices
            ? 'Nothing separates ten or more test rows from the rest.'
            : 'This version was trained before slices were measured. Retrain the model to see them.'}
        </EmptyState>
      </Card>
    )
  const names = [...new Set(slices.map((slice) => slice.by))].sort()
  const different = slices.filter((slice) => slice.adjustedP < level).length
  return (
    <ListTable
      testId="slices-card"
      label="Metrics by slice"
      query={paged}
      header={
        <CardHeader
          title="Slices"
          description={`Groups of test rows, most clearly worse first. ${formatCount(slices.length)} were checked, so some look bad by chance; ${
            different === 0
              ? 'none differs'
              : `${formatCount(different)} ${different === 1 ? 'differs' : 'differ'}`
          } significantly from the other rows.`}
          actions={
            <Select
              aria-label="Slice by"
              className="h-8 w-48 max-w-full"
              value={by}
              onChange={(next) => {
                setBy(next)
                paged.paging.onPage(1)
              }}
              options={[
                { value: everything, label: 'Any grouping' },
                ...names.map((name) => ({ value: name, label: name })),
              ]}
            />
          }
        />
      }
      columns={[
        'Slice',
        ...numericColumns('Rows', 'Accuracy'),
        { label: 'Macro-F1', align: 'right', wideOnly: true },
        { label: 'Calibration error', align: 'right', wideOnly: true },
      ]}
      row={(slice) => (
        <Tr key={sliceName(slice)}>
          <Td className="min-w-40 max-w-64">
            <span className="block truncate text-faint text-xs">
              {said(slice.by)}
              {slice.source === 'context' && ' (not trained on)'}
            </span>
            <span className="flex items-center gap-2">
              <span className="truncate font-medium" title={slice.value}>
                {said(slice.value)}
              </span>
              {slice.adjustedP < level && (
                <Badge tone={slice.accuracy < report.test.accuracy ? 'warn' : 'good'}>
                  {slice.accuracy < report.test.accuracy ? 'worse' : 'better'}
                </Badge>
              )}
            </span>
          </Td>
          <Td align="right" className="text-faint">
            {formatCount(slice.rows)}
          </Td>
          <Td align="right">
            {formatPercent(slice.accuracy)}
            <span className="block text-faint text-xs">
              {formatPercent(slice.accuracyInterval.low, 0)} – {formatPercent(slice.accuracyInterval.high, 0)}
            </span>
          </Td>
          <Td align="right" className={wideOnly}>
            {formatScore(slice.macroF1)}
          </Td>
          <Td align="right" className={wideOnly}>
            {formatPercent(slice.ece)}
          </Td>
        </Tr>
      )}
      noun="slice"
    />
  )
}
