import { quoteText, type Session } from '../duck.ts'
import { type IngestOptions, splitWords } from '../schema/index.ts'
import { rawColumn } from './cells.ts'
import type { TypedColumn } from './column-types.ts'
import { findColumn } from './roles.ts'

const columnNames = new Set(['split', 'subset', 'partition', 'dataset_split', 'data_split'])
const mostWords = 12

/** SQL: the split that a cell names; null where it is empty or names none. */
export function splitOfCell(cell: string): string {
  const word = `lower(trim(${cell}))`
  const cases = Object.entries(splitWords).map(
    ([split, words]) => `when ${word} in (${words.map(quoteText).join(', ')}) then ${quoteText(split)}`,
  )
  return `case ${cases.join(' ')} end`
}

/**
 * The column that says of each row which split it is for: the one that was asked for, or one that is called so and holds
 * nothing else. Null where there is none.
 */
export async function findSplitColumn(
  session: Session,
  columns: TypedColumn[],
  options: IngestOptions,
): Promise<TypedColumn | null> {
  if (options.splitColumn !== undefined) return findColumn(columns, options.splitColumn)
  const taken = new Set(
    [options.labelColumn, options.textColumn, options.weightColumn, ...options.ignoredColumns].map((name) =>
      name?.toLowerCase(),
    ),
  )
  for (const column of columns) {
    const { name, distinct, present, index } = column.measure
    const folded = name.toLowerCase()
    if (!columnNames.has(folded) || taken.has(folded) || present === 0 || distinct > mostWords) continue
    const cell = rawColumn(index)
    const [row = []] = await session.rows(
      `select bool_and(${splitOfCell(cell)} is not null) from cells where ${cell} is not null`,
    )
    if (row[0] === true) return column
  }
  return null
}
