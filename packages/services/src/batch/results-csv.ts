import { type CsvCell, sheetLine } from '@assay/datasets/csv'

/** A line of results, as the worker wrote it. */
type ResultLine = {
  row: number
  /** The cells of the row, by column. */
  input: Record<string, CsvCell>
  label?: string | null
  labels?: string[]
  score?: number
  abstained?: boolean
  error?: { code: string; message: string }
}

const answerColumns = ['label', 'score', 'abstained', 'error']

/** Row number, the columns of the input, and the answer. */
export const csvHeader = (columns: string[]): string =>
  sheetLine([
    'row',
    ...columns,
    ...answerColumns.map((name) => (columns.includes(name) ? `predicted_${name}` : name)),
  ])

export const csvRow = (line: string, columns: string[]): string => {
  // Written by the worker alone.
  const { row, input, label, labels, score, abstained, error } = JSON.parse(line) as ResultLine
  return sheetLine([
    row,
    ...columns.map((name) => input[name]),
    labels ? labels.join('|') : label,
    score,
    abstained,
    error ? `${error.code}: ${error.message}` : null,
  ])
}
