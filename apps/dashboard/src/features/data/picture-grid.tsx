import type { DatasetRow } from '@assay/datasets/schema'
import { Badge } from '../../ui/badge.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { pendingNote, type RowEdits } from './row-edits.tsx'

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
        <span className="flex items-center justify-between gap-2">
          <Badge tone="accent" className="min-w-0">
            {row.label}
          </Badge>
          <span className="text-faint text-xs">{row.split}</span>
          {edits && (
            <Checkbox
              label={`Select row ${row.row}`}
              checked={edits.selected.has(row.row)}
              onChange={(isSelected) => edits.select([row.row], isSelected)}
            />
          )}
        </span>
        {edits?.pending.has(row.row) && <Badge tone="warn">{pendingNote(edits, row)}</Badge>}
      </li>
    ))}
  </ul>
)
