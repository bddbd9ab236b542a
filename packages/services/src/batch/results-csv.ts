/** A line of results, as the worker wrote it. */
type ResultLine = {
  row: number
  /** The cells of the row, by column. */
  input: Record<string, unknown>
  label?: string | null
  labels?: string[]
  score?: number
  abstained?: boolean
  error?: { code: string; message: string }
}

/** Spreadsheets run what begins so. */
const looksLikeFormula = /^[=+\-@\t\r]/
const isNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

/** RFC 4180; what a spreadsheet would run gets an apostrophe before it. */
const quote = (value: unknown): string => {
  if (value === null || value === undefined) return ''
  const text = String(value)
  const safe = looksLikeFormula.test(text) && !isNumber.test(text) ? `'${text}` : text
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

const lineOf = (cells: unknown[]): string => `${cells.map(quote).join(',')}\r\n`

const answerColumns = ['label', 'score', 'abstained', 'error']

/** Row number, the columns of the input, and the answer. */
export const csvHeader = (columns: string[]): string =>
  lineOf([
    'row',
    ...columns,
    ...answerColumns.map((name) => (columns.includes(name) ? `predicted_${name}` : name)),
  ])

export const csvRow = (line: string, columns: string[]): string => {
  // Written by the worker alone.
  const { row, input, label, labels, score, abstained, error } = JSON.parse(line) as ResultLine
  return lineOf([
    row,
    ...columns.map((name) => input[name]),
    labels ? labels.join('|') : label,
    score,
    abstained,
    error ? `${error.code}: ${error.message}` : null,
  ])
}
