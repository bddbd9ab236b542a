import type { DatasetProfile } from '@assay/datasets/schema'
import { useQuery } from '@tanstack/react-query'
import { trpc } from '../../../lib/api.ts'
import { formatCount } from '../../../lib/format.ts'
import { useDebounced } from '../../../lib/hooks.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { Wave } from '../../../ui/wave.tsx'
import type { Point } from './plane.ts'

const restMs = 60
const shownColumns = 5

/** The row under the pointer. */
export function HoverCard({
  versionId,
  profile,
  row,
  at,
}: {
  versionId: string
  profile: DatasetProfile
  row: number
  at: Point
}) {
  const asked = useDebounced(row, restMs)
  const found = useQuery(
    trpc.dataset.rows.queryOptions(
      { versionId, limit: 1, filter: { rowNumbers: [asked] } },
      { staleTime: Number.POSITIVE_INFINITY },
    ),
  )
  const shown = found.data?.rows.find((one) => one.row === row)
  const columns = profile.columns.filter(({ role }) => role === 'text' || role === 'feature')
  return (
    <div
      role="status"
      className="pointer-events-none absolute z-10 grid w-72 gap-1.5 rounded-xl border border-line bg-raised p-3 text-[13px] shadow-float"
      style={{ left: `clamp(0px, ${at.x + 14}px, calc(100% - 18rem))`, top: at.y + 14 }}
    >
      {shown ? (
        <>
          <span className="flex items-center justify-between gap-2">
            <Badge tone="accent" className="min-w-0">
              {shown.label || 'none'}
            </Badge>
            <span className="figure text-faint">row {formatCount(row)}</span>
          </span>
          {shown.picture && (
            <img
              src={shown.picture}
              alt=""
              className="max-h-32 w-full rounded-md bg-sunken object-contain [image-rendering:pixelated]"
            />
          )}
          {shown.clip && <Wave peaks={shown.clip.peaks} title={String(shown.values['path'])} />}
          {!shown.picture &&
            !shown.clip &&
            columns.slice(0, shownColumns).map(({ name, role }) => (
              <span key={name} className={role === 'text' ? 'line-clamp-4 break-words' : 'truncate'}>
                {role !== 'text' && <span className="text-faint">{name} </span>}
                {String(shown.values[name] ?? 'empty').slice(0, 400)}
              </span>
            ))}
        </>
      ) : (
        <Skeleton className="h-10" />
      )}
    </div>
  )
}
