import type { ProfiledColumn } from '../profile-columns.ts'
import type { ColumnProfile } from '../schema/index.ts'

/** A version of files as it was written. */
export type WrittenFiles = { columns: ColumnProfile[]; sha256: string; bytes: number }

/** The columns that every version of files has. */
export const fileColumns: ProfiledColumn[] = [
  {
    name: 'path',
    type: 'text',
    role: 'ignored',
    note: 'Names the file; never learned from.',
    expression: 'path',
  },
  { name: 'label', type: 'category', role: 'label', note: null, expression: 'label' },
]

/** A number that was measured of the file before it was made to fit. */
export function measureColumn(name: string): ProfiledColumn {
  return { name, type: 'number', role: 'ignored', note: 'Measured on the original file.', expression: name }
}
