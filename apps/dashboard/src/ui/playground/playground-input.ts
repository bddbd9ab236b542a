import type { CellValue, InputColumn, SentInput } from '@assay/ml-core/schema'

/** A column whose typical value need not be known. */
type AskedColumn = Pick<InputColumn, 'name' | 'type'> & Partial<Pick<InputColumn, 'example'>>

/** The form's text as typed, per column; '' is an absent value. */
export type TypedRow = Record<string, string>

const typed = (value: CellValue | undefined): string =>
  value === null || value === undefined ? '' : String(value)

/** The manifest's real example, column by column, with each column's typical value where it has none. */
export function exampleRow(manifest: { columns: readonly AskedColumn[]; example: SentInput }): TypedRow {
  return typedRow(manifest, typeof manifest.example === 'string' ? {} : manifest.example)
}

/** A row as it stands in the form, with each column's typical value where it says nothing. */
export function typedRow(
  manifest: { columns: readonly AskedColumn[] },
  row: Record<string, CellValue | undefined>,
): TypedRow {
  return Object.fromEntries(
    manifest.columns.map((column) => [
      column.name,
      typed(column.name in row ? row[column.name] : column.example),
    ]),
  )
}

function readCell(column: AskedColumn, text: string): CellValue {
  const value = text.trim()
  if (value === '') return null
  if (column.type === 'number') {
    const number = Number(value)
    return Number.isFinite(number) ? number : value
  }
  if (column.type === 'boolean' && (value === 'true' || value === 'false')) {
    // A column of the strings 'true' and 'false' has to be sent as it was learnt.
    return typeof column.example === 'string' ? value : value === 'true'
  }
  return value
}

/** What the endpoint takes. A value that is no number stays text, so that the server can say so. */
export const readRow = (columns: readonly AskedColumn[], row: TypedRow): SentInput =>
  Object.fromEntries(columns.map((column) => [column.name, readCell(column, row[column.name] ?? '')]))
