import { Link } from '@tanstack/react-router'
import { formatCount, formatPercent, plural } from '../../lib/format.ts'
import { splitName } from '../../lib/names.ts'
import type { DatasetComparison } from '../../lib/views.ts'
import { Badge } from '../../ui/badge.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { linkLook } from '../../ui/link.tsx'
import { ListTable } from '../../ui/list-table.tsx'
import { Stat, StatRow } from '../../ui/stat.tsx'
import { Td, Tr } from '../../ui/table.tsx'
import { ClassShifts } from './class-shifts.tsx'

type Differences = DatasetComparison['differences']
type Kind = keyof Differences['changes']

const kinds: { kind: Kind; title: string; side: 'from' | 'to' }[] = [
  { kind: 'added', title: 'Added', side: 'to' },
  { kind: 'removed', title: 'Removed', side: 'from' },
  { kind: 'relabelled', title: 'Relabelled', side: 'to' },
  { kind: 'moved', title: 'Moved to another split', side: 'to' },
]

/** As many row numbers as an address holds well. */
const mostLinked = 200

export function Comparison({ comparison }: { comparison: DatasetComparison }) {
  const { from, to, differences, models } = comparison
  const { changes, kept, columns } = differences
  return (
    <>
      <StatRow>
        <Stat label="Kept" value={formatCount(kept)} note={`of ${plural(from.rows ?? 0, 'row')}`} />
        <Stat label="Added" value={formatCount(changes.added.count)} data-testid="rows-added" />
        <Stat label="Removed" value={formatCount(changes.removed.count)} data-testid="rows-removed" />
        <Stat
          label="Relabelled"
          value={formatCount(changes.relabelled.count)}
          data-testid="rows-relabelled"
        />
        <Stat
          label="Class shift"
          value={formatPercent(differences.totalVariation)}
          explain="Total shift in class shares (total variation): 0% means the same mix, 100% nothing in common."
        />
      </StatRow>
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <ClassShifts classes={differences.classes} />
        <div className="grid gap-6">
          <ModelsCard title={`Trained on version ${from.number}`} models={models.from} />
          <ModelsCard title={`Trained on version ${to.number}`} models={models.to} />
          <ColumnsCard columns={columns} />
        </div>
      </div>
      {kinds
        .filter(({ kind }) => changes[kind].count > 0)
        .map(({ kind, title, side }) => (
          <ChangeCard
            key={kind}
            kind={kind}
            title={title}
            version={side === 'from' ? from : to}
            change={changes[kind]}
          />
        ))}
    </>
  )
}

function ChangeCard({
  kind,
  title,
  version,
  change,
}: {
  kind: Kind
  title: string
  version: DatasetComparison['from']
  change: Differences['changes'][Kind]
}) {
  const linked = change.rows.slice(0, mostLinked)
  return (
    <ListTable
      testId={`change-${kind}`}
      label={title}
      query={{ data: change.examples }}
      header={
        <CardHeader
          title={`${title}: ${plural(change.count, 'row')}`}
          actions={
            <Link
              to="/data/$datasetId/versions/$versionId"
              params={{ datasetId: version.datasetId, versionId: version.id }}
              search={{ tab: 'rows', rows: linked.join(',') }}
              className={linkLook}
            >
              {linked.length < change.count
                ? `See the first ${formatCount(linked.length)}`
                : `See ${linked.length === 1 ? 'it' : 'them'}`}{' '}
              in version {version.number}
            </Link>
          }
        />
      }
      columns={[{ label: 'Row', wideOnly: true }, 'Input', 'Label', { label: 'Split', wideOnly: true }]}
      row={({ row, excerpt, label, split }) => (
        <Tr key={row}>
          <Td className="figure text-faint max-sm:hidden">{row}</Td>
          <Td className="max-w-md truncate" title={excerpt}>
            {excerpt === '' ? <span className="text-faint">no text</span> : excerpt}
          </Td>
          <Td>
            <FromTo {...label} />
          </Td>
          <Td className="max-sm:hidden">
            <FromTo from={splitName(split.from)} to={splitName(split.to)} />
          </Td>
        </Tr>
      )}
    />
  )
}

function FromTo({ from, to }: { from: string; to: string }) {
  if (from === to || from === '' || to === '') return <Badge>{to === '' ? from : to}</Badge>
  return (
    <span className="inline-flex flex-wrap items-center gap-1">
      <Badge>{from}</Badge>
      <span aria-hidden>→</span>
      <span className="sr-only">became</span>
      <Badge tone="accent">{to}</Badge>
    </span>
  )
}

function ModelsCard({ title, models }: { title: string; models: DatasetComparison['models']['from'] }) {
  return (
    <Card>
      <CardHeader title={title} />
      <CardBody className="text-[13px]">
        {models.length === 0 ? (
          <p className="text-faint">No model yet.</p>
        ) : (
          <ul className="grid gap-1.5">
            {models.map((model) => (
              <li key={model.modelVersionId} className="flex justify-between gap-4">
                <Link
                  to="/models/$modelId/versions/$versionId"
                  params={{ modelId: model.modelId, versionId: model.modelVersionId }}
                  className={linkLook}
                >
                  {model.name}, version {model.number}
                </Link>
                <span className="figure text-soft">{formatPercent(model.accuracy)} accurate</span>
              </li>
            ))}
          </ul>
        )}
      </CardBody>
    </Card>
  )
}

function ColumnsCard({ columns }: { columns: Differences['columns'] }) {
  const lines = [
    ...columns.added.map((name) => `“${name}” added`),
    ...columns.removed.map((name) => `“${name}” removed`),
    ...columns.changed.map(
      ({ name, from, to }) => `“${name}”: ${from.type}, ${from.role} became ${to.type}, ${to.role}`,
    ),
  ]
  if (lines.length === 0) return null
  return (
    <Card>
      <CardHeader title="Columns" />
      <CardBody>
        <ul className="grid gap-1 text-[13px] text-soft">
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </CardBody>
    </Card>
  )
}
