import type { ColumnProfile, DatasetProfile } from '@assay/datasets/schema'
import { said } from '@assay/i18n/runtime'
import { cn } from '../../lib/class-names.ts'
import { formatCompact, formatCount, formatDay, formatPercent } from '../../lib/format.ts'
import { kindNames } from '../../lib/names.ts'
import type { DatasetVersionView } from '../../lib/views.ts'
import { Badge } from '../../ui/badge.tsx'
import { Bars } from '../../ui/bars.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { numericColumns } from '../../ui/data-table.tsx'
import { ListTable } from '../../ui/list-table.tsx'
import { Stat, StatRow } from '../../ui/stat.tsx'
import { Td, Tr } from '../../ui/table.tsx'
import { ChartsCard } from './charts-card.tsx'
import { RowsLink, wholeLink } from './rows/rows-link.tsx'

type Props = { version: DatasetVersionView; profile: DatasetProfile }

export function ProfileView({ version, profile }: Props) {
  return (
    <div className="grid gap-6">
      <StatRow>
        <Stat label="Rows" value={formatCount(profile.rows)} note={`${kindNames[profile.kind]} data`} />
        <Stat
          label={profile.multiLabel ? 'Labels' : 'Classes'}
          value={formatCount(profile.classes.length)}
          note={
            profile.multiLabel
              ? `${profile.multiLabel.cardinality.toFixed(2)} per row in “${profile.labelColumn}”`
              : `in “${profile.labelColumn}”`
          }
        />
        <Stat
          label="Feature columns"
          value={formatCount(
            profile.columns.filter((one) => one.role === 'feature' || one.role === 'text').length,
          )}
          note={profile.textColumn ? `text in “${profile.textColumn}”` : 'columns'}
        />
        <Stat
          label="Held out"
          value={formatPercent(
            (profile.splits.validation + profile.splits.test) / Math.max(1, profile.rows),
            0,
          )}
          note="for validation and test"
        />
      </StatRow>
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <ClassesCard version={version} profile={profile} />
        <SplitsCard version={version} profile={profile} />
      </div>
      <ChartsCard version={version} profile={profile} />
      <ColumnsCard version={version} columns={profile.columns} />
    </div>
  )
}

function ClassesCard({ version, profile }: Props) {
  return (
    <Card>
      <CardHeader
        title={profile.multiLabel ? 'Labels' : 'Classes'}
        description={
          profile.multiLabel
            ? `Number of rows with each label. Rows have ${formatCount(profile.multiLabel.combinations)} different label combinations; ${formatCount(profile.multiLabel.unlabelled)} have no label.`
            : 'How often each label occurs.'
        }
      />
      <CardBody className="max-h-96 overflow-y-auto">
        <Bars
          label="Classes"
          bars={profile.classes.map((one) => ({
            key: one.label,
            label: (
              <RowsLink version={version} search={{ labels: [one.label] }} className={wholeLink}>
                {one.label}
              </RowsLink>
            ),
            value: one.count,
            shown: `${formatCount(one.count)} · ${formatPercent(one.count / Math.max(1, profile.rows))}`,
          }))}
        />
      </CardBody>
    </Card>
  )
}

const splitLooks = {
  train: { name: 'Train', colour: 'bg-chart-1', text: 'what the model trains on' },
  validation: { name: 'Validation', colour: 'bg-chart-2', text: 'where the best model is picked' },
  test: { name: 'Test', colour: 'bg-chart-3', text: 'measured once, for the report' },
} as const

function SplitsCard({ version, profile }: Props) {
  const splits = (['train', 'validation', 'test'] as const).map((name) => ({
    ...splitLooks[name],
    split: name,
    rows: profile.splits[name],
  }))
  return (
    <Card>
      <CardHeader
        title="Splits"
        description={
          profile.splitColumn
            ? `As the column “${profile.splitColumn}” says.`
            : 'Stratified, and the same on every run.'
        }
      />
      <CardBody className="grid gap-4">
        <div aria-hidden className="flex h-2.5 gap-0.5 overflow-hidden rounded-full">
          {splits.map((one) => (
            <div
              key={one.name}
              className={one.colour}
              style={{ width: `${(100 * one.rows) / Math.max(1, profile.rows)}%` }}
            />
          ))}
        </div>
        <ul className="grid gap-2.5 text-[13px]">
          {splits.map((one) => (
            <li key={one.name} className="relative flex items-baseline gap-2.5">
              <span aria-hidden className={cn('size-2 rounded-full', one.colour)} />
              <RowsLink
                version={version}
                search={{ split: one.split }}
                className={cn('font-medium', wholeLink)}
              >
                {one.name}
              </RowsLink>
              <span className="min-w-0 truncate text-faint">{one.text}</span>
              <span className="figure ml-auto">{formatCount(one.rows)}</span>
            </li>
          ))}
        </ul>
      </CardBody>
    </Card>
  )
}

const roleTones = {
  label: 'accent',
  text: 'good',
  feature: 'neutral',
  weight: 'accent',
  ignored: 'warn',
} as const

function describeValues(column: ColumnProfile): string {
  if (column.range && column.type === 'date') {
    return `${formatDay(new Date(column.range.min))} – ${formatDay(new Date(column.range.max))}`
  }
  if (column.range) {
    const { min, max, mean } = column.range
    return `${formatCompact(min)} – ${formatCompact(max)}, mean ${formatCompact(mean)}`
  }
  if (column.lengths) {
    return `${formatCount(column.lengths.min)} – ${formatCount(column.lengths.max)} characters, mean ${formatCount(column.lengths.mean)}`
  }
  const values = column.top.length > 0 ? column.top.map((one) => one.value) : column.samples
  return values.slice(0, 4).join(', ') || '–'
}

const ColumnsCard = ({
  version,
  columns,
}: {
  version: DatasetVersionView
  columns: readonly ColumnProfile[]
}) => (
  <ListTable
    label="Columns"
    query={{ data: columns }}
    header={<CardHeader title="Columns" />}
    columns={['Column', 'Role', 'Type', 'Values', ...numericColumns('Distinct', 'Missing')]}
    row={(one) => (
      <Tr key={one.name}>
        <Td className="max-w-64">
          <span className="block truncate font-medium">{one.name}</span>
          {one.note && <span className="block min-w-44 text-[13px] text-faint">{said(one.note)}</span>}
        </Td>
        <Td>
          <Badge tone={roleTones[one.role]}>{one.role}</Badge>
        </Td>
        <Td className="text-soft">{one.type}</Td>
        <Td className="max-w-80 truncate text-[13px] text-soft">{describeValues(one)}</Td>
        <Td align="right">{formatCount(one.distinct)}</Td>
        <Td align="right" className={one.missing === 0 ? 'text-faint' : ''}>
          {one.missing > 0 && one.role !== 'label' ? (
            <RowsLink
              version={version}
              search={{ where: [{ column: one.name, missing: true }] }}
              className="text-accent-ink underline-offset-2 hover:underline"
            >
              {formatCount(one.missing)}
            </RowsLink>
          ) : (
            formatCount(one.missing)
          )}
        </Td>
      </Tr>
    )}
  />
)
