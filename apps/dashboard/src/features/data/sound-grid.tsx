import type { DatasetRow } from '@assay/datasets/schema'
import { useQueryClient } from '@tanstack/react-query'
import { trpc } from '../../lib/api.ts'
import { PlayButton } from '../../ui/play-button.tsx'
import { Wave } from '../../ui/wave.tsx'
import { RowCaption } from './row-caption.tsx'
import type { RowEdits } from './row-edits.tsx'

/** The sounds of a page as they are learned from: drawn as waves, and played on demand. */
export function SoundGrid({
  versionId,
  rows,
  edits,
}: {
  versionId: string
  rows: readonly DatasetRow[]
  edits: RowEdits | null
}) {
  const queries = useQueryClient()
  return (
    <ul
      aria-label="Sounds"
      data-testid="sound-grid"
      className="grid grid-cols-[repeat(auto-fill,minmax(15rem,1fr))] gap-4 p-5"
    >
      {rows.map((row) => (
        <li key={row.row} className="grid min-w-0 gap-1.5">
          <span className="flex items-center gap-2 rounded-lg bg-sunken p-2">
            <PlayButton
              label={`${row.label}, row ${row.row}`}
              load={() => queries.fetchQuery(trpc.dataset.clip.queryOptions({ versionId, row: row.row }))}
            />
            <Wave peaks={row.clip?.peaks ?? []} title={String(row.values['path'])} />
            <span className="figure text-faint text-xs">{row.clip?.seconds.toFixed(2)} s</span>
          </span>
          <RowCaption row={row} edits={edits} />
        </li>
      ))}
    </ul>
  )
}
