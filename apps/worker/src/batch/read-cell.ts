import type { InputColumn } from '@assay/ml-core/schema'

type Cell = string | number | boolean | null

/** Written where a value is absent, as uploads of training data are read, too. */
const missing: ReadonlySet<string> = new Set(['', '?', 'na', 'n/a', '#n/a', 'nan', 'null', '-', '\\n'])

const readNumber = (text: string): number | string => {
  const number = Number(text)
  if (Number.isFinite(number)) return number
  const point = Number(text.replace(',', '.'))
  return Number.isFinite(point) ? point : text
}

/** A cell of a file, where all are texts, as the model's column has it; what does not fit stays as it is, and is refused. */
export const readCell = (cell: Cell, type: InputColumn['type']): Cell => {
  if (typeof cell !== 'string') return type === 'category' && cell !== null ? String(cell) : cell
  const text = cell.trim()
  if (missing.has(text.toLowerCase())) return null
  if (type === 'number') return readNumber(text)
  if (type === 'boolean') {
    if (/^(true|yes|1)$/i.test(text)) return true
    if (/^(false|no|0)$/i.test(text)) return false
  }
  return type === 'category' ? text : cell
}
