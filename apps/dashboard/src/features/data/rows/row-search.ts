import type { ColumnFilter, RowFilter, RowSort } from '@assay/datasets/schema'
import type { RowsSearch } from '../../../lib/rows-search.ts'

/** Rows by numbers as they stand in the address; anything else there names no row. */
const readRowNumbers = (named: string): number[] =>
  named
    .split(',')
    .map(Number)
    .filter((row) => Number.isSafeInteger(row) && row >= 0)
    .slice(0, 1000)

export const filterOf = ({ search, labels, split, rows, where }: RowsSearch): RowFilter => ({
  ...(search ? { search } : {}),
  ...(labels ? { labels } : {}),
  ...(split ? { split } : {}),
  ...(rows ? { rowNumbers: readRowNumbers(rows) } : {}),
  ...(where ? { columns: where } : {}),
})

/** What has to be cleared for every row to be shown. */
export const noFilter = {
  search: undefined,
  labels: undefined,
  split: undefined,
  rows: undefined,
  where: undefined,
  at: undefined,
} as const

/** The next order after a click on a column's head: rising, falling, none. */
export const nextSort = (
  sort: RowSort | undefined,
  column: string,
  by: RowSort['by'],
): RowSort | undefined => {
  if (sort?.column !== column || sort.by !== by) return { column, by, descending: false }
  return sort.descending ? undefined : { column, by, descending: true }
}

/** A filter of one column in words. */
export const describeColumnFilter = (
  { column, is, from, to, below, missing, minLength, maxLength }: ColumnFilter,
  formatNumber: (value: number) => string,
): string => {
  const parts: string[] = []
  if (missing !== undefined) parts.push(missing ? 'is missing' : 'is present')
  if (is !== undefined) parts.push(`is “${is}”`)
  if (from !== undefined) parts.push(`≥ ${formatNumber(from)}`)
  if (to !== undefined) parts.push(`≤ ${formatNumber(to)}`)
  if (below !== undefined) parts.push(`< ${formatNumber(below)}`)
  if (minLength !== undefined || maxLength !== undefined)
    parts.push(`of ${minLength ?? 0}${maxLength === undefined ? ' or more' : `–${maxLength}`} characters`)
  return `${column} ${parts.join(', ')}`
}
