import type { DatasetRow } from '@assay/datasets/schema'
import { useQueryClient } from '@tanstack/react-query'
import { trpc } from '../../../lib/api.ts'
import { PlayButton } from '../../../ui/play-button.tsx'
import { Wave } from '../../../ui/wave.tsx'
import { RowCaption } from '../row-caption.tsx'
import type { RowEdits } from '../row-edits.tsx'

/** One sound as it is learned from: drawn as a wave, and played on demand. */
export function SoundTile({
  versionId,
  row,
  edits,
  onOpen,
}: {
  versionId: string
  row: DatasetRow
  edits: RowEdits | null
  onOpen: (row: number) => void
}) {
  const queries = useQueryClient()
  return (
    <>
      <span className="flex items-center gap-2 rounded-lg bg-sunken p-2">
        <PlayButton
          label={`${row.label}, row ${row.row}`}
          load={() => queries.fetchQuery(trpc.dataset.clip.queryOptions({ versionId, row: row.row }))}
        />
        <button
          type="button"
          aria-label={`Open row ${row.row}`}
          className="flex min-w-0 flex-1 items-center gap-2"
          onClick={() => onOpen(row.row)}
        >
          <Wave peaks={row.clip?.peaks ?? []} title={String(row.values['path'])} />
          <span className="figure text-faint text-xs">{row.clip?.seconds.toFixed(2)} s</span>
        </button>
      </span>
      <RowCaption row={row} edits={edits} />
    </>
  )
}
