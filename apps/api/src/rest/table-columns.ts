import type { ServedVersion } from '@assay/services/deployment'
import { AssayError } from '@assay/services/errors'

type Column = ServedVersion['columns'][number]

/**
 * Makes rows of columns of equal length. Refuses lengths that differ, naming the column, and what is no list.
 * Which columns there must be is left to the model's own check.
 */
export const rowsOfColumns = (columns: Record<string, unknown>, place: string): Record<string, unknown>[] => {
  const lists = Object.entries(columns).map(([name, values]): [string, unknown[]] => {
    if (Array.isArray(values)) return [name, values]
    throw new AssayError('input_type', `${place}.${name} must be a list, one value per row.`, {
      param: `${place}.${name}`,
    })
  })
  const rows = lists[0]?.[1].length ?? 0
  if (rows === 0)
    throw new AssayError('input_type', `${place} holds no rows: send at least one.`, { param: place })
  for (const [name, values] of lists)
    if (values.length !== rows)
      throw new AssayError(
        'input_type',
        `${place}.${name} holds ${values.length} values where the first column holds ${rows}.`,
        { param: `${place}.${name}` },
      )
  return Array.from({ length: rows }, (_row, r) =>
    Object.fromEntries(lists.map(([name, values]) => [name, values[r]])),
  )
}

/** Texts where the column holds numbers or truth values, as clients that send every cell as a text have it. */
export const readTextCell = (value: unknown, type: Column['type']): unknown => {
  if (typeof value !== 'string' || type === 'category') return value
  const text = value.trim()
  if (text === '') return null
  if (type === 'number') {
    const number = Number(text)
    return Number.isNaN(number) ? value : number
  }
  if (type === 'boolean') {
    if (/^(true|1)$/i.test(text)) return true
    if (/^(false|0)$/i.test(text)) return false
  }
  return value
}

/** Rows whose cells may all be texts, read as the columns' types. */
export const readTextRows = (
  rows: Record<string, unknown>[],
  columns: Column[],
): Record<string, unknown>[] => {
  const types = new Map(columns.map(({ name, type }) => [name, type]))
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => {
        const type = types.get(name)
        return [name, type ? readTextCell(value, type) : value]
      }),
    ),
  )
}
