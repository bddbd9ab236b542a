import type { DatasetRow } from '@assay/datasets/schema'
import { splitName } from '../../lib/names.ts'
import { Badge } from '../../ui/badge.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { pendingNote, type RowEdits } from './row-edits.tsx'

/** Below a picture or a sound: its label and split, and what is meant to be done with it. */
export const RowCaption = ({ row, edits }: { row: DatasetRow; edits: RowEdits | null }) => (
  <>
    <span className="flex items-center justify-between gap-2">
      <Badge tone="accent" className="min-w-0">
        {row.label}
      </Badge>
      <span className="text-faint text-xs">{splitName(row.split)}</span>
      {edits && (
        <Checkbox
          label={`Select row ${row.row}`}
          checked={edits.selected.has(row.row)}
          onChange={(isSelected) => edits.select([row.row], isSelected)}
        />
      )}
    </span>
    {edits?.pending.has(row.row) && <Badge tone="warn">{pendingNote(edits, row)}</Badge>}
  </>
)
