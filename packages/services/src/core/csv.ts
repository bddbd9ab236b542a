/** What a spreadsheet would run as a formula is kept a text by an apostrophe before it (OWASP, CSV injection). */
const isFormula = /^[=+\-@\t\r]/

/** An amount below zero is none. */
const isAmount = /^-\d+(\.\d+)?$/

const cellOf = (value: string | number): string => {
  if (typeof value === 'number' || isAmount.test(value)) return String(value)
  const text = isFormula.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** RFC 4180, for spreadsheets. */
export const toCsv = (rows: (string | number)[][]): string =>
  rows.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('')
