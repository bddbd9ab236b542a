/** Null and undefined are an empty cell. */
export type CsvCell = string | number | boolean | null | undefined

/** A cell as RFC 4180 has it; white space at its edges is kept from readers that trim. */
export const csvCell = (value: CsvCell): string => {
  const text = value === null || value === undefined ? '' : String(value)
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text
}

const formula = /^[=+\-@\t\r]/
const number = /^[+-]?(\d+([.,]\d+)*\.?|[.,]\d+)(e[+-]?\d+)?$/i

/** The same for spreadsheets: what they would run as a formula is kept a text by an apostrophe (OWASP, CSV injection). */
export const sheetCell = (value: CsvCell): string =>
  csvCell(typeof value === 'string' && formula.test(value) && !number.test(value) ? `'${value}` : value)

/** A line for spreadsheets, with its end. */
export const sheetLine = (cells: readonly CsvCell[]): string => `${cells.map(sheetCell).join(',')}\r\n`
