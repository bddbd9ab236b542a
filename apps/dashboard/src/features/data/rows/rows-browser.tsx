import type { DatasetProfile } from '@assay/datasets/schema'
import { getRouteApi } from '@tanstack/react-router'
import { Rows3 } from 'lucide-react'
import { afterPaint } from '../../../lib/after-paint.ts'
import { formatCount, plural } from '../../../lib/format.ts'
import type { RowsSearch } from '../../../lib/rows-search.ts'
import { useSession } from '../../../lib/session.ts'
import type { DatasetVersionView } from '../../../lib/views.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { QueryView } from '../../../ui/query-view.tsx'
import { TableSkeleton } from '../../../ui/skeleton.tsx'
import { EmptyState } from '../../../ui/states.tsx'
import { RowEditBar, useRowEdits } from '../row-edits.tsx'
import { FilterBar } from './filter-bar.tsx'
import { MatchEdits } from './match-edits.tsx'
import { RowDialog } from './row-dialog.tsx'
import { RowGrid } from './row-grid.tsx'
import { filterOf, noFilter } from './row-search.ts'
import { RowTable } from './row-table.tsx'
import { useFirstRows } from './use-row-pages.ts'

const route = getRouteApi('/shell/data/$datasetId/versions/$versionId')

/** All rows of a version, however many: filtered, sorted, scrolled through, and edited. */
export function RowsBrowser({ version, profile }: { version: DatasetVersionView; profile: DatasetProfile }) {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { canWrite } = useSession()
  const edits = useRowEdits()
  const filter = filterOf(search)
  const query = { versionId: version.id, filter, sort: search.sort }
  const first = useFirstRows(query)
  const change = (next: RowsSearch) =>
    void navigate({
      search: (now) => ({ ...now, at: undefined, ...next }),
      replace: true,
      resetScroll: false,
    })
  const open = (row: number | undefined) =>
    afterPaint(() => void navigate({ search: (now) => ({ ...now, row }), replace: true, resetScroll: false }))
  const isFiltered = Object.keys(filter).length > 0
  const listProps = {
    query,
    profile,
    edits: canWrite ? edits : null,
    start: search.at ?? 0,
    onPlace: (at: number) => change({ at: at === 0 ? undefined : at }),
    onOpen: open,
  }
  return (
    <div className="grid gap-4">
      <FilterBar profile={profile} search={search} onChange={change} />
      <div className="flex min-h-8 flex-wrap items-center gap-3 text-[13px] text-faint">
        <p className="figure" aria-live="polite" data-testid="row-count">
          {first.data &&
            (isFiltered
              ? `${formatCount(first.data.total)} of ${plural(profile.rows, 'row')}`
              : plural(profile.rows, 'row'))}
        </p>
        {isFiltered && (
          <Button size="sm" look="ghost" onClick={() => change(noFilter)}>
            Clear the filters
          </Button>
        )}
        {canWrite && isFiltered && first.data && first.data.total > 0 && (
          <MatchEdits version={version} profile={profile} filter={filter} matching={first.data.total} />
        )}
      </div>
      <Card className="overflow-hidden">
        <QueryView query={first} skeleton={<TableSkeleton rows={12} />}>
          {({ total }) =>
            total === 0 ? (
              <EmptyState
                icon={Rows3}
                title="No matching rows"
                action={isFiltered && <Button onClick={() => change(noFilter)}>Show all rows</Button>}
              />
            ) : profile.image || profile.audio ? (
              <RowGrid key={JSON.stringify(query)} total={total} {...listProps} />
            ) : (
              <RowTable
                key={JSON.stringify(query)}
                total={total}
                onSort={(sort) => change({ sort })}
                {...listProps}
              />
            )
          }
        </QueryView>
      </Card>
      <RowEditBar edits={edits} version={version} profile={profile} />
      {search.row !== undefined && (
        <RowDialog version={version} profile={profile} row={search.row} onClose={() => open(undefined)} />
      )}
    </div>
  )
}
