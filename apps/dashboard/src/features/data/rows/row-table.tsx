import type { DatasetProfile, DatasetRow, RowSort } from '@assay/datasets/schema'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { memo, useEffect } from 'react'
import { cn } from '../../../lib/class-names.ts'
import { formatCount } from '../../../lib/format.ts'
import { useDebounced } from '../../../lib/hooks.ts'
import { splitName } from '../../../lib/names.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Checkbox } from '../../../ui/checkbox.tsx'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { ErrorState } from '../../../ui/states.tsx'
import { useWindow } from '../../../ui/windowed/use-window.ts'
import { pendingNote, type RowEdits } from '../row-edits.tsx'
import { nextSort } from './row-search.ts'
import { type RowQuery, useRowPages } from './use-row-pages.ts'

export type RowListProps = {
  query: RowQuery
  profile: DatasetProfile
  total: number
  /** Null for who may only look. */
  edits: RowEdits | null
  /** The place in the list to begin at, and who is told of the place it rests at. */
  start: number
  onPlace: (at: number) => void
  onOpen: (row: number) => void
}

/** Wider tables show the rest of a row when it is opened. */
const mostColumns = 60
const rowHeight = { text: 56, table: 40 } as const

/** Remembers the place at which a list rests. */
export function usePlace(at: number, start: number, onPlace: (at: number) => void): void {
  const settled = useDebounced(at, 400)
  useEffect(() => {
    if (settled !== start) onPlace(settled)
    // Only when the list has moved.
  }, [settled])
}

type RowTableProps = RowListProps & { onSort: (sort: RowSort | undefined) => void }

/** Opening a row changes the address alone: what is told of a change reads the address anew, so an older one will do. */
const showsTheSame = (before: RowTableProps, after: RowTableProps): boolean =>
  before.total === after.total &&
  before.start === after.start &&
  before.profile === after.profile &&
  before.edits?.selected === after.edits?.selected &&
  before.edits?.pending === after.edits?.pending &&
  JSON.stringify(before.query) === JSON.stringify(after.query)

/** Rows of texts or of a table, drawn only where they are in sight. */
export const RowTable = memo(function RowTable({
  query,
  profile,
  total,
  edits,
  start,
  onPlace,
  onOpen,
  onSort,
}: RowTableProps) {
  const height = rowHeight[profile.kind === 'text' ? 'text' : 'table']
  const list = useWindow(total, height, start)
  const { rowAt, failed } = useRowPages(query, list.first, list.last)
  usePlace(list.at, start, onPlace)
  const columns = profile.columns.filter(({ role }) => role !== 'label').slice(0, mostColumns)
  const template = [
    ...(edits ? ['2.5rem'] : []),
    '5.5rem',
    'minmax(8rem,12rem)',
    '6.5rem',
    ...columns.map(({ role }) => (role === 'text' ? 'minmax(20rem,1fr)' : 'minmax(8rem,14rem)')),
  ].join(' ')
  const grid = { gridTemplateColumns: template }
  const head = (column: string, text: string, hasLength = false) => (
    <SortHead key={column} column={column} sort={query.sort} onSort={onSort} hasLength={hasLength}>
      {text}
    </SortHead>
  )
  if (failed) return <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />
  return (
    <section
      ref={list.scroller}
      onScroll={list.onScroll}
      aria-label="Rows"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
      tabIndex={0}
      data-testid="row-list"
      className="h-[min(72vh,56rem)] overflow-auto contain-content text-sm outline-offset-[-2px]"
    >
      <table className="block min-w-max text-left" aria-rowcount={total + 1}>
        <thead className="sticky top-0 z-10 block border-line border-b bg-sunken text-faint text-xs">
          <tr aria-rowindex={1} style={grid} className="grid items-stretch">
            {edits && <th scope="col" aria-label="Selected" />}
            <th scope="col" className="px-3 py-2 text-right font-medium">
              #
            </th>
            {head(profile.labelColumn, profile.labelColumn)}
            {head('__split', 'Split')}
            {columns.map(({ name, type }) => head(name, name, type === 'text'))}
          </tr>
        </thead>
        <tbody className="relative block" style={{ height: list.canvas }}>
          {Array.from({ length: list.last - list.first }, (_, index) => {
            const place = list.first + index
            const row = rowAt(place)
            return (
              <tr
                key={place}
                aria-rowindex={place + 2}
                style={{ ...grid, height, top: list.topOf(place) }}
                className="absolute inset-x-0 grid items-center border-line border-b hover:bg-sunken/60"
              >
                {row ? (
                  <Cells row={row} columns={columns} edits={edits} onOpen={onOpen} />
                ) : (
                  <td className="col-span-full px-5">
                    <Skeleton className="w-1/3" />
                  </td>
                )}
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}, showsTheSame)

function SortHead({
  column,
  sort,
  onSort,
  hasLength,
  children,
}: {
  column: string
  sort: RowSort | undefined
  onSort: (sort: RowSort | undefined) => void
  hasLength: boolean
  children: string
}) {
  const isSorted = sort?.column === column
  const Arrow = sort?.descending ? ArrowDown : ArrowUp
  const button = (by: RowSort['by'], text: string, label: string) => (
    <button
      type="button"
      aria-label={label}
      className="flex min-w-0 items-center gap-1 hover:text-ink"
      onClick={() => onSort(nextSort(sort, column, by))}
    >
      <span className="truncate">{text}</span>
      {isSorted && sort.by === by && <Arrow aria-hidden className="size-3.5 shrink-0 text-accent-ink" />}
    </button>
  )
  return (
    <th
      scope="col"
      aria-sort={isSorted ? (sort.descending ? 'descending' : 'ascending') : 'none'}
      className="flex min-w-0 items-center gap-3 px-3 py-2 font-medium"
    >
      {button('value', children, `Sort by ${children}`)}
      {hasLength && button('length', 'length', `Sort by length of ${children}`)}
    </th>
  )
}

function Cells({
  row,
  columns,
  edits,
  onOpen,
}: {
  row: DatasetRow
  columns: DatasetProfile['columns']
  edits: RowEdits | null
  onOpen: (row: number) => void
}) {
  const note = edits && pendingNote(edits, row)
  return (
    <>
      {edits && (
        <td className="pl-4">
          <Checkbox
            label={`Select row ${row.row}`}
            checked={edits.selected.has(row.row)}
            onChange={(isSelected) => edits.select([row.row], isSelected)}
          />
        </td>
      )}
      <td className="px-3 text-right">
        <button
          type="button"
          aria-label={`Open row ${row.row}`}
          className="figure text-faint underline-offset-2 hover:text-accent-ink hover:underline"
          onClick={() => onOpen(row.row)}
        >
          {formatCount(row.row)}
        </button>
      </td>
      <td className="flex min-w-0 gap-1 overflow-hidden px-3">
        {(row.labels ?? [row.label]).map((one) => (
          <Badge key={one} tone="accent" className="max-w-48">
            {one}
          </Badge>
        ))}
        {row.labels?.length === 0 && <span className="text-[13px] text-faint italic">none</span>}
        {note && <Badge tone="warn">{note}</Badge>}
      </td>
      <td className="px-3 text-[13px] text-faint">{splitName(row.split)}</td>
      {columns.map(({ name, role }) => (
        <td key={name} className={cn('min-w-0 px-3', role === 'ignored' && 'text-faint')}>
          <Cell value={row.values[name] ?? null} isText={role === 'text'} />
        </td>
      ))}
    </>
  )
}

const Cell = ({ value, isText }: { value: string | number | boolean | null; isText: boolean }) =>
  value === null ? (
    <span className="text-faint italic">empty</span>
  ) : typeof value === 'string' ? (
    <span className={isText ? 'line-clamp-2 break-words' : 'block truncate'}>{value.slice(0, 600)}</span>
  ) : (
    <span className="figure">{String(value)}</span>
  )
