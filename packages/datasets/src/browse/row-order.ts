import { quoteName } from '../duck.ts'
import { DatasetUnusable } from '../errors.ts'
import type { DatasetProfile, RowSort } from '../schema/index.ts'

/** An order of rows as SQL over a version's file. Throws `DatasetUnusable` for a column that the version has not. */
export function rowOrder(profile: DatasetProfile, { column, by, descending }: RowSort): string {
  const isKnown = column === '__split' || profile.columns.some(({ name }) => name === column)
  if (!isKnown) throw new DatasetUnusable('column_unknown', `There is no column "${column}" to sort by.`)
  const several = profile.multiLabel !== undefined && column === profile.labelColumn
  const value = several ? `array_to_string(${quoteName(column)}, ', ')` : quoteName(column)
  const key = by === 'length' ? `length(${value}::varchar)` : value
  return `${key} ${descending ? 'desc' : 'asc'} nulls last, __row`
}
