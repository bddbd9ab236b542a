import { quoteName, quoteText } from '../duck.ts'
import { DatasetUnusable } from '../errors.ts'
import type { ColumnFilter, ColumnProfile, DatasetProfile, RowFilter } from '../schema/index.ts'

/**
 * A filter as SQL over a version's file, never null; `row` names the relation. Throws `DatasetUnusable` for
 * a column that the version has not.
 */
export function rowCondition(profile: DatasetProfile, filter: RowFilter, row = ''): string {
  const at = (name: string) => `${row === '' ? '' : `${row}.`}${quoteName(name)}`
  const conditions: string[] = []
  if (filter.labels !== undefined) {
    const label = at(profile.labelColumn)
    const list = filter.labels.map(quoteText).join(', ')
    conditions.push(profile.multiLabel ? `list_has_any(${label}, [${list}])` : `${label} in (${list})`)
  }
  if (filter.rowNumbers !== undefined)
    conditions.push(`${at('__row')} in (${[-1, ...filter.rowNumbers].join(', ')})`)
  if (filter.split !== undefined) conditions.push(`${at('__split')} = ${quoteText(filter.split)}`)
  for (const one of filter.columns ?? [])
    conditions.push(...columnConditions(at(one.column), one, requireColumn(profile, one.column)))
  if (filter.search) {
    const sought = `lower(${quoteText(filter.search)})`
    const columns = profile.columns.map(
      ({ name }) => `coalesce(contains(lower(${at(name)}::varchar), ${sought}), false)`,
    )
    conditions.push(columns.length > 0 ? `(${columns.join(' or ')})` : 'false')
  }
  return conditions.length === 0
    ? 'true'
    : conditions.map((condition) => `coalesce(${condition}, false)`).join(' and ')
}

function requireColumn(profile: DatasetProfile, name: string): ColumnProfile {
  const column = profile.columns.find((candidate) => candidate.name === name)
  if (column && name !== profile.labelColumn) return column
  throw new DatasetUnusable(
    'column_unknown',
    name === profile.labelColumn
      ? `Filter the labels in "${name}" by the label itself.`
      : `There is no column "${name}" to filter by.`,
  )
}

function columnConditions(value: string, filter: ColumnFilter, { type, name }: ColumnProfile): string[] {
  const conditions: string[] = []
  const { is, from, to, below, missing, minLength, maxLength } = filter
  if (missing !== undefined) conditions.push(`${value} is ${missing ? '' : 'not '}null`)
  if (is !== undefined) conditions.push(`${value} = ${typed(quoteText(is), type)}`)
  if (from !== undefined || to !== undefined || below !== undefined) {
    if (type !== 'number' && type !== 'date')
      throw new DatasetUnusable('column_unknown', `"${name}" has no numbers or dates to filter by range.`)
    const measured = type === 'date' ? `epoch_ms(${value})` : value
    if (from !== undefined) conditions.push(`${measured} >= ${from}::double`)
    if (to !== undefined) conditions.push(`${measured} <= ${to}::double`)
    if (below !== undefined) conditions.push(`${measured} < ${below}::double`)
  }
  if ((minLength !== undefined || maxLength !== undefined) && type !== 'text' && type !== 'category')
    throw new DatasetUnusable('column_unknown', `"${name}" has no text to filter by length.`)
  const length = `length(${value}::varchar)`
  if (minLength !== undefined) conditions.push(`${length} >= ${minLength}`)
  if (maxLength !== undefined) conditions.push(`${length} <= ${maxLength}`)
  return conditions
}

/** A text as a value of a column's type; null where it can be none. */
function typed(text: string, type: ColumnProfile['type']): string {
  if (type === 'number') return `try_cast(${text} as double)`
  if (type === 'boolean') return `try_cast(${text} as boolean)`
  if (type === 'date') return `try_cast(${text} as timestamptz)::timestamp`
  return text
}
