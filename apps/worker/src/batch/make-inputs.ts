import type { InputRow } from '@assay/datasets'
import type { BatchClaim } from '@assay/services/batch'
import { BatchRefused } from './batch-refused.ts'
import { readCell } from './read-cell.ts'

/** How the rows of a source become what the model takes. */
export type InputMaker = {
  /** Of the source, all of them: results repeat them. */
  columns: string[]
  media: 'image' | 'audio' | null
  /** What is to be predicted; the model still checks it. */
  inputOf(row: InputRow): unknown
}

const sourceColumns = (source: BatchClaim['source']): string[] => {
  if (source.type === 'rows') return source.columns
  return source.type === 'version' ? source.profile.columns.map(({ name }) => name) : []
}

const list = (names: readonly string[]): string => names.map((name) => `“${name}”`).join(', ')

/** The column's place, by its name, at need whatever the case. */
const placeOf = (columns: readonly string[], name: string): number => {
  const exact = columns.indexOf(name)
  return exact >= 0 ? exact : columns.findIndex((one) => one.toLowerCase() === name.toLowerCase())
}

const textPlace = (source: BatchClaim['source'], columns: readonly string[]): number => {
  const named =
    source.type === 'version' ? source.profile.textColumn : source.type === 'rows' ? source.textColumn : null
  if (named !== null) {
    const place = placeOf(columns, named)
    if (place >= 0) return place
    throw new BatchRefused(
      'column_missing',
      `The file has no column “${named}”. Its columns are ${list(columns)}.`,
    )
  }
  if (columns.length === 1) return 0
  const place = placeOf(columns, 'text')
  if (place >= 0) return place
  throw new BatchRefused(
    'column_missing',
    `Name the text column: the file has more than one column, and none is called “text”. The columns are ${list(columns)}.`,
  )
}

/** Throws `BatchRefused` where columns that the model needs are not there. */
export const makeInputs = ({ source, manifest }: BatchClaim): InputMaker => {
  const columns = sourceColumns(source)
  if (manifest.kind === 'image' || manifest.kind === 'audio')
    return { columns, media: manifest.kind, inputOf: ({ media }) => media }
  if (manifest.kind === 'text') {
    const place = textPlace(source, columns)
    return { columns, media: null, inputOf: ({ cells }) => String(cells[place] ?? '') }
  }
  const wanted = manifest.columns.map(({ name, type }) => ({ name, type, place: placeOf(columns, name) }))
  const absent = wanted.filter(({ place }) => place < 0)
  if (absent.length > 0)
    throw new BatchRefused(
      'column_missing',
      `The model needs ${list(absent.map(({ name }) => name))}, which the source does not have. Its columns are ${list(columns)}.`,
    )
  return {
    columns,
    media: null,
    inputOf: ({ cells }) =>
      Object.fromEntries(wanted.map(({ name, type, place }) => [name, readCell(cells[place] ?? null, type)])),
  }
}
