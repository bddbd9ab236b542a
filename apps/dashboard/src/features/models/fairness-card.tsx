import type { TrainingReport } from '@assay/ml-core/schema'
import { useState } from 'react'
import { formatCount, formatPercent, formatScore } from '../../lib/format.ts'
import { Card, CardHeader } from '../../ui/card.tsx'
import { DataTable, numericColumns } from '../../ui/data-table.tsx'
import { Select } from '../../ui/select.tsx'
import { Td, Tr } from '../../ui/table.tsx'
import { groupsOf, measures, spreadOf } from './fairness.ts'

const titles = {
  selection: 'Selected',
  truePositive: 'True positive rate',
  falsePositive: 'False positive rate',
  predictiveValue: 'Precision (PPV)',
} as const

const percent = (value: number | null) => (value === null ? '–' : formatPercent(value))

/** What the groups of a column get of one class, side by side. */
export function FairnessCard({ report }: { report: TrainingReport }) {
  const slices = (report.slices ?? []).filter((slice) => slice.outcomes.length > 0)
  const names = [...new Set(slices.map((slice) => slice.by))].sort()
  const [by, setBy] = useState(
    () => names.find((name) => /sex|gender|race|age/i.test(name)) ?? names[0] ?? '',
  )
  const [label, setLabel] = useState(() => rarest(report))
  if (names.length === 0) return null
  const groups = groupsOf(slices, by, label)
  const spreads = measures.map((measure) => spreadOf(groups, measure))
  return (
    <Card data-testid="fairness-card">
      <CardHeader
        title="Fairness"
        description="Answers for each group on the test rows. Which gap matters depends on what the answers lead to; with few rows, wide gaps can be chance."
        actions={
          <>
            <Select
              aria-label="Group by"
              className="h-8 w-40 max-w-full"
              value={by}
              onChange={setBy}
              options={names.map((name) => ({ value: name, label: name }))}
            />
            <Select
              aria-label="Answered class"
              className="h-8 w-40 max-w-full"
              value={String(label)}
              onChange={(next) => setLabel(Number(next))}
              options={report.labels.map((name, at) => ({ value: String(at), label: name }))}
            />
          </>
        }
      />
      <DataTable
        label={`Rates by ${by}`}
        className="border-line border-t"
        columns={['Group', ...numericColumns('Rows', ...measures.map((measure) => titles[measure]))]}
        rows={groups}
        row={(group) => (
          <Tr key={group.value}>
            <Td className="max-w-48 truncate font-medium" title={group.value}>
              {group.value}
            </Td>
            <Td align="right" className="text-faint">
              {formatCount(group.rows)}
            </Td>
            {measures.map((measure) => (
              <Td key={measure} align="right">
                {percent(group[measure])}
              </Td>
            ))}
          </Tr>
        )}
      >
        <Tr className="text-soft">
          <Td colSpan={2}>Largest difference</Td>
          {spreads.map(({ difference }, at) => (
            <Td key={measures[at]} align="right">
              {percent(difference)}
            </Td>
          ))}
        </Tr>
        <Tr className="text-soft">
          <Td colSpan={2}>Smallest ratio (four-fifths rule: 0.80)</Td>
          {spreads.map(({ ratio }, at) => (
            <Td key={measures[at]} align="right">
              {formatScore(ratio, 2)}
            </Td>
          ))}
        </Tr>
      </DataTable>
    </Card>
  )
}

/** What is given is mostly the rarer one. */
function rarest({ test }: TrainingReport): number {
  const supports = test.perClass.map(({ support }) => support)
  return Math.max(0, supports.indexOf(Math.min(...supports)))
}
