import type { DatasetProfile } from '@assay/datasets/schema'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Rows3, X } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { cn } from '../../lib/class-names.ts'
import { formatCount } from '../../lib/format.ts'
import { useSession } from '../../lib/session.ts'
import type { DatasetVersionView } from '../../lib/views.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Pagination, pageOffset } from '../../ui/pagination.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { SearchBox } from '../../ui/search-box.tsx'
import { Select } from '../../ui/select.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Table, Td, Th, Tr, wideOnly } from '../../ui/table.tsx'
import { PictureGrid } from './picture-grid.tsx'
import { pendingNote, RowEditBar, useRowEdits } from './row-edits.tsx'
import { SoundGrid } from './sound-grid.tsx'

const route = getRouteApi('/shell/data/$datasetId/versions/$versionId')
const size = 50
// No label of a real dataset: the empty string cannot be an option's value.
const any = '\u0000any'
const splitOptions = [
  { value: 'any', label: 'Every split' },
  { value: 'train', label: 'Train' },
  { value: 'validation', label: 'Validation' },
  { value: 'test', label: 'Test' },
] as const

export function RowsBrowser({ version, profile }: { version: DatasetVersionView; profile: DatasetProfile }) {
  const { search, label, split, rows: named, page = 1 } = route.useSearch()
  const { canWrite } = useSession()
  const edits = useRowEdits()
  const versionId = version.id
  const navigate = route.useNavigate()
  const rows = useQuery({
    ...trpc.dataset.rows.queryOptions({
      versionId,
      offset: pageOffset(page, size),
      limit: size,
      ...(search ? { search } : {}),
      ...(label ? { label } : {}),
      ...(split ? { split } : {}),
      ...(named ? { rowNumbers: readRowNumbers(named) } : {}),
    }),
    placeholderData: keepPreviousData,
  })
  type Filter = {
    search?: string | undefined
    label?: string | undefined
    split?: typeof split
    rows?: undefined
  }
  const filter = (next: Filter) =>
    void navigate({ search: (now) => ({ ...now, ...next, page: undefined }), replace: true })
  const columns = profile.columns.filter((one) => one.role !== 'label')
  const filtered = Boolean(search || label || split || named)
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap gap-3">
        <SearchBox
          label="Search rows"
          value={search ?? ''}
          className="w-full sm:w-72"
          onSearch={(value) => filter({ search: value || undefined })}
        />
        <Select
          aria-label="Label"
          className="min-w-0 flex-1 sm:w-48 sm:flex-none"
          value={label ?? any}
          onChange={(value) => filter({ label: value === any ? undefined : value })}
          options={[
            { value: any, label: 'Every label' },
            ...profile.classes.map((one) => ({ value: one.label, label: one.label })),
          ]}
        />
        <Select
          aria-label="Split"
          className="min-w-0 flex-1 sm:w-40 sm:flex-none"
          value={split ?? 'any'}
          onChange={(value) => filter({ split: value === 'any' ? undefined : value })}
          options={splitOptions}
        />
        {named && (
          <Button onClick={() => filter({ rows: undefined })}>
            <X />
            Only rows {named}
          </Button>
        )}
      </div>
      <Card className={cn('transition-opacity', rows.isPlaceholderData && 'opacity-60')}>
        <QueryView query={rows} skeleton={<TableSkeleton rows={12} />}>
          {(found) =>
            found.rows.length === 0 ? (
              <EmptyState
                icon={Rows3}
                title="No row matches"
                action={
                  filtered && (
                    <Button
                      onClick={() =>
                        filter({ search: undefined, label: undefined, split: undefined, rows: undefined })
                      }
                    >
                      Clear the filters
                    </Button>
                  )
                }
              />
            ) : (
              <>
                {profile.image ? (
                  <PictureGrid rows={found.rows} edits={canWrite ? edits : null} />
                ) : profile.audio ? (
                  <SoundGrid versionId={versionId} rows={found.rows} edits={canWrite ? edits : null} />
                ) : (
                  <Table label="Rows">
                    <thead>
                      <tr>
                        {canWrite && (
                          <Th className="w-8">
                            <Checkbox
                              label="Select every row of this page"
                              checked={found.rows.every(({ row }) => edits.selected.has(row))}
                              onChange={(isSelected) =>
                                edits.select(
                                  found.rows.map(({ row }) => row),
                                  isSelected,
                                )
                              }
                            />
                          </Th>
                        )}
                        <Th className={wideOnly} align="right">
                          #
                        </Th>
                        <Th>{profile.labelColumn}</Th>
                        <Th className={wideOnly}>Split</Th>
                        {columns.map((one) => (
                          <Th key={one.name} className={one.role === 'ignored' ? 'italic' : ''}>
                            {one.name}
                          </Th>
                        ))}
                      </tr>
                    </thead>
                    <tbody>
                      {found.rows.map((row) => (
                        <Tr key={row.row} className="align-top">
                          {canWrite && (
                            <Td>
                              <Checkbox
                                label={`Select row ${row.row}`}
                                checked={edits.selected.has(row.row)}
                                onChange={(isSelected) => edits.select([row.row], isSelected)}
                              />
                            </Td>
                          )}
                          <Td align="right" className="text-faint max-sm:hidden">
                            {formatCount(row.row)}
                          </Td>
                          <Td>
                            <span className="flex max-w-64 flex-wrap gap-1">
                              {(row.labels ?? [row.label]).map((one) => (
                                <Badge key={one} tone="accent" className="max-w-48">
                                  {one}
                                </Badge>
                              ))}
                              {row.labels?.length === 0 && (
                                <span className="text-[13px] text-faint italic">none</span>
                              )}
                              <PendingBadge note={pendingNote(edits, row)} />
                            </span>
                          </Td>
                          <Td className="text-[13px] text-faint max-sm:hidden">{row.split}</Td>
                          {columns.map((one) => (
                            <Td
                              key={one.name}
                              className={cn(
                                'max-w-xl',
                                one.role === 'text' ? 'min-w-64' : 'truncate',
                                one.role === 'ignored' && 'text-faint',
                              )}
                            >
                              <Cell value={row.values[one.name] ?? null} />
                            </Td>
                          ))}
                        </Tr>
                      ))}
                    </tbody>
                  </Table>
                )}
                <Pagination
                  page={page}
                  size={size}
                  total={found.total}
                  onPage={(next) => void navigate({ search: (now) => ({ ...now, page: next }) })}
                />
              </>
            )
          }
        </QueryView>
      </Card>
      <RowEditBar edits={edits} version={version} profile={profile} />
    </div>
  )
}

/** Numbers as they stand in the address; anything else there names no row. */
const readRowNumbers = (named: string): number[] =>
  named
    .split(',')
    .map(Number)
    .filter((row) => Number.isSafeInteger(row) && row >= 0)
    .slice(0, 1000)

const PendingBadge = ({ note }: { note: string | null }) => note && <Badge tone="warn">{note}</Badge>

const Cell = ({ value }: { value: string | number | boolean | null }) =>
  value === null ? (
    <span className="text-faint italic">empty</span>
  ) : typeof value === 'string' ? (
    <span className="line-clamp-3 break-words" title={value.length > 160 ? value : undefined}>
      {value}
    </span>
  ) : (
    <span className="figure">{String(value)}</span>
  )
