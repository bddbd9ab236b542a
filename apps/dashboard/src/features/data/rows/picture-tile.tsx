import type { DatasetRow } from '@assay/datasets/schema'
import { RowCaption } from '../row-caption.tsx'
import type { RowEdits } from '../row-edits.tsx'

/** One picture as it is learned from. */
export const PictureTile = ({
  row,
  edits,
  onOpen,
}: {
  row: DatasetRow
  edits: RowEdits | null
  onOpen: (row: number) => void
}) => (
  <>
    <button
      type="button"
      aria-label={`Open row ${row.row}`}
      className="h-29 min-w-0 overflow-hidden rounded-lg bg-sunken"
      onClick={() => onOpen(row.row)}
    >
      <img
        src={row.picture}
        alt={`${row.label}, row ${row.row}`}
        title={`${row.values['path']} (${row.values['width']} × ${row.values['height']})`}
        className="size-full object-contain [image-rendering:pixelated]"
      />
    </button>
    <RowCaption row={row} edits={edits} />
  </>
)
