import type { DatasetProfile, DatasetRow } from '@assay/datasets/schema'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { trpc } from '../../../lib/api.ts'
import { formatCount } from '../../../lib/format.ts'
import { splitName } from '../../../lib/names.ts'
import type { DatasetVersionView } from '../../../lib/views.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Dialog, DialogBody, DialogContent } from '../../../ui/dialog.tsx'
import { PlayButton } from '../../../ui/play-button.tsx'
import { QueryView } from '../../../ui/query-view.tsx'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { Wave } from '../../../ui/wave.tsx'

/** One row with all that stands in it. */
export function RowDialog({
  version,
  profile,
  row,
  onClose,
}: {
  version: DatasetVersionView
  profile: DatasetProfile
  row: number
  onClose: () => void
}) {
  const found = useQuery(
    trpc.dataset.rows.queryOptions({
      versionId: version.id,
      limit: 1,
      filter: { rowNumbers: [row] },
    }),
  )
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title={`Row ${formatCount(row)}`} description={`Version ${version.number}`}>
        <DialogBody>
          <QueryView query={found} skeleton={<Skeleton className="h-40" />}>
            {({ rows: [one] }) =>
              one ? (
                <RowContent versionId={version.id} row={one} profile={profile} />
              ) : (
                <p className="text-soft text-sm">
                  This version has no such row; the last one is {formatCount(profile.rows - 1)}.
                </p>
              )
            }
          </QueryView>
        </DialogBody>
      </DialogContent>
    </Dialog>
  )
}

function RowContent({
  versionId,
  row,
  profile,
}: {
  versionId: string
  row: DatasetRow
  profile: DatasetProfile
}) {
  const queries = useQueryClient()
  const columns = profile.columns.filter(({ role }) => role !== 'label')
  return (
    <div className="grid gap-4" data-testid="row-content">
      <div className="flex flex-wrap items-center gap-2">
        {(row.labels ?? [row.label]).map((one) => (
          <Badge key={one} tone="accent">
            {one}
          </Badge>
        ))}
        <span className="text-[13px] text-faint">{splitName(row.split)}</span>
      </div>
      {row.picture && (
        <img
          src={row.picture}
          alt={String(row.values['path'])}
          className="max-h-80 w-full rounded-lg bg-sunken object-contain [image-rendering:pixelated]"
        />
      )}
      {row.clip && (
        <span className="flex items-center gap-2 rounded-lg bg-sunken p-2">
          <PlayButton
            label={`row ${row.row}`}
            load={() => queries.fetchQuery(trpc.dataset.clip.queryOptions({ versionId, row: row.row }))}
          />
          <Wave peaks={row.clip.peaks} title={String(row.values['path'])} />
          <span className="figure text-faint text-xs">{row.clip.seconds.toFixed(2)} s</span>
        </span>
      )}
      <dl className="grid gap-3 text-sm">
        {columns.map(({ name }) => {
          const value = row.values[name] ?? null
          return (
            <div key={name} className="grid gap-0.5">
              <dt className="text-[13px] text-faint">{name}</dt>
              <dd className="whitespace-pre-wrap break-words">
                {value === null ? <span className="text-faint italic">empty</span> : String(value)}
              </dd>
            </div>
          )
        })}
      </dl>
    </div>
  )
}
