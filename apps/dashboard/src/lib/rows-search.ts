import type { ColumnFilter, RowSort, SplitName } from '@assay/datasets/schema'
import { choiceParam, textParam } from './search-params.ts'

/** The part of a version page's address that says which of its rows are shown, and in which order. */
export type RowsSearch = {
  search?: string | undefined
  labels?: string[] | undefined
  split?: SplitName | undefined
  /** Numbers with commas between. */
  rows?: string | undefined
  where?: ColumnFilter[] | undefined
  sort?: RowSort | undefined
  /** The place in the list that is scrolled to. */
  at?: number | undefined
  /** The row that is shown in full. */
  row?: number | undefined
}

const mostRowsText = 1000

type Raw = Record<string, unknown>
const isRecord = (value: unknown): value is Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const readRowsSearch = (raw: Raw): RowsSearch => ({
  search: textParam(raw, 'search'),
  labels: labelsOf(raw['labels'] ?? raw['label']),
  split: choiceParam(raw, 'split', ['train', 'validation', 'test'] as const),
  rows: rowsOf(raw['rows']),
  where: whereOf(raw['where']),
  sort: sortOf(raw['sort']),
  at: countOf(raw['at']),
  row: countOf(raw['row']),
})

const countOf = (value: unknown): number | undefined => {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 && number < 2 ** 31
    ? number
    : undefined
}

/** A list as long as an address bears it. */
const rowsOf = (value: unknown): string | undefined => {
  const text = asText(value)
  return text?.slice(0, mostRowsText)
}

/** Labels that look like numbers come as such. */
const asText = (value: unknown): string | undefined =>
  typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : typeof value === 'string' && value !== '' && value.length <= 1000
      ? value
      : undefined

const labelsOf = (value: unknown): string[] | undefined => {
  const list = (Array.isArray(value) ? value : [value]).map(asText).filter((one) => one !== undefined)
  return list.length > 0 ? list.slice(0, 200) : undefined
}

const whereOf = (value: unknown): ColumnFilter[] | undefined => {
  const list = (Array.isArray(value) ? value : []).map(columnFilterOf).filter((one) => one !== null)
  return list.length > 0 ? list.slice(0, 20) : undefined
}

const columnFilterOf = (value: unknown): ColumnFilter | null => {
  const column = isRecord(value) ? asText(value['column']) : undefined
  if (!isRecord(value) || column === undefined) return null
  const filter: ColumnFilter = { column: column.slice(0, 256) }
  const is = asText(value['is'])
  if (is !== undefined) filter.is = is
  if (typeof value['missing'] === 'boolean') filter.missing = value['missing']
  for (const key of ['from', 'to', 'below'] as const) {
    const number = value[key]
    if (typeof number === 'number' && Number.isFinite(number)) filter[key] = number
  }
  for (const key of ['minLength', 'maxLength'] as const) {
    const length = countOf(value[key])
    if (length !== undefined) filter[key] = length
  }
  return Object.keys(filter).length > 1 ? filter : null
}

const sortOf = (value: unknown): RowSort | undefined => {
  const column = isRecord(value) ? asText(value['column']) : undefined
  if (!isRecord(value) || column === undefined) return undefined
  return {
    column: column.slice(0, 256),
    by: value['by'] === 'length' ? 'length' : 'value',
    descending: value['descending'] === true,
  }
}
