import type { DatasetRow } from '@assay/datasets/schema'
import { RowCaption } from './row-caption.tsx'
import type { RowEdits } from './row-edits.tsx'

/** The pictures of a page as they are learned from. */
export const PictureGrid = ({ rows, edits }: { rows: readonly DatasetRow[]; edits: RowEdits | null }) => (
  <ul
    aria-label="Pictures"
    data-testid="picture-grid"
    className="grid grid-cols-[repeat(auto-fill,minmax(7.5rem,1fr))] gap-4 p-5"
  >
    {rows.map((row) => (
      <li key={row.row} className="grid min-w-0 gap-1.5">
        <img
          src={row.picture}
          alt={`${row.label}, row ${row.row}`}
          title={`${row.values['path']} (${row.values['width']} × ${row.values['height']})`}
          loading="lazy"
          className="aspect-square w-full rounded-lg bg-sunken object-contain [image-rendering:pixelated]"
        />
        <RowCaption row={row} edits={edits} />
      </li>
    ))}
  </ul>
)
