import { type CsvCell, csvCell } from '@assay/datasets/csv'

/** Values as they are: a file to upload, not one for a spreadsheet. */
export const writeCsv = (columns: readonly string[], rows: readonly (readonly CsvCell[])[]): Uint8Array =>
  new TextEncoder().encode(`${[columns, ...rows].map((row) => row.map(csvCell).join(',')).join('\n')}\n`)
