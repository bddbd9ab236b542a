import { useQuery, useQueryClient } from '@tanstack/react-query'
import { trpc } from '../../lib/api.ts'
import { PlayButton } from '../../ui/play-button.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Wave } from '../../ui/wave.tsx'

/** The picture or sound of one row of a dataset version. */
export function RowMedia({ versionId, row }: { versionId: string; row: number }) {
  const queries = useQueryClient()
  const found = useQuery(trpc.dataset.rows.queryOptions({ versionId, offset: row, limit: 1 }))
  const [shown] = found.data?.rows ?? []
  if (found.isPending) return <Skeleton className="h-8 w-40" />
  if (shown?.picture)
    return (
      <img
        src={shown.picture}
        alt={String(shown.values['path'])}
        className="size-16 rounded-md bg-sunken object-contain [image-rendering:pixelated]"
      />
    )
  if (shown?.clip)
    return (
      <span className="flex max-w-60 items-center gap-2">
        <PlayButton
          label={`row ${row}`}
          load={() => queries.fetchQuery(trpc.dataset.clip.queryOptions({ versionId, row }))}
        />
        <Wave peaks={shown.clip.peaks} title={String(shown.values['path'])} />
      </span>
    )
  return <span className="text-faint">–</span>
}
