import { DuckDBBlobValue, DuckDBListValue, DuckDBTimestampValue, type DuckDBValue } from '@duckdb/node-api'
import { findRows } from './browse/find-rows.ts'
import type { PageRowsInput, ReadClipInput, RowPage } from './contract.ts'
import { quoteName, quoteText, type Session, toNumber, toText } from './duck.ts'
import type { ImageShape } from './media/decode-image.ts'
import { encodePng } from './media/encode-png.ts'
import { encodeWav } from './media/encode-wav.ts'
import { shown } from './profile-columns.ts'
import { samplesIn } from './read-clips.ts'
import { withReader } from './reader.ts'
import {
  type DatasetProfile,
  type DatasetRow,
  isEveryRow,
  type RowFilter,
  type RowSort,
  splitNameSchema,
} from './schema/index.ts'

/** Parts of a clip whose loudness is drawn. */
const peaks = 80

/**
 * One page of a version, in row order or sorted, and how many rows match altogether. Dates come as ISO text. Throws
 * `DatasetUnusable` for a column that the version has not.
 */
export async function pageRows(input: PageRowsInput): Promise<RowPage> {
  const { path, profile, filter = {}, sort = null } = input
  const offset = Math.max(0, Math.trunc(input.offset))
  const limit = Math.max(0, Math.trunc(input.limit))
  const list = await listOf(path, profile, filter, sort)
  const total = list ? list.length : profile.rows
  const count = Math.max(0, Math.min(limit, total - offset))
  if (count === 0) return { rows: [], total }
  const numbers = list
    ? Array.from(list.subarray(offset, offset + count))
    : Array.from({ length: count }, (_, index) => offset + index)
  return withReader(async (session) => ({
    rows: await readRows(session, `read_parquet(${quoteText(path)})`, profile, numbers),
    total,
  }))
}

/** Null where it is every row in its place. */
async function listOf(
  path: string,
  profile: DatasetProfile,
  filter: RowFilter,
  sort: RowSort | null,
): Promise<Int32Array | null> {
  const { rowNumbers, ...others } = filter
  if (sort !== null || !isEveryRow(others)) return findRows({ path, profile, filter, sort })
  if (rowNumbers === undefined) return null
  return Int32Array.from(new Set(rowNumbers.filter((row) => row < profile.rows))).sort()
}

/** Rows by their numbers, in the order of these: the wide columns are read from their row groups alone. */
async function readRows(
  session: Session,
  source: string,
  { columns, labelColumn, image, audio }: DatasetProfile,
  numbers: number[],
): Promise<DatasetRow[]> {
  const media = image ? ['__pixels'] : audio ? ['__samples'] : []
  const list = [...columns.map((column) => quoteName(column.name)), ...media].join(', ')
  const places = new Map(numbers.map((number, place) => [number, place]))
  const placeOf = (row: DuckDBValue[]) => places.get(toNumber(row[0])) ?? 0
  const rows = await session.rows(
    `select __row, __split, ${list} from ${source}
     where __row between ${Math.min(...numbers)} and ${Math.max(...numbers)} and __row in (${numbers.join(', ')})`,
  )
  rows.sort((a, b) => placeOf(a) - placeOf(b))
  const pictures = image ? await Promise.all(rows.map((row) => pictureOf(row.at(-1), image))) : []
  return rows.map((row, place) => {
    const values: DatasetRow['values'] = {}
    const own = row[columns.findIndex((column) => column.name === labelColumn) + 2]
    const labels = own instanceof DuckDBListValue ? own.items.map(toText) : null
    columns.forEach((column, index) => {
      const value = row[index + 2] ?? null
      if (column.name !== labelColumn)
        Object.defineProperty(values, column.name, {
          value: plain(value),
          enumerable: true,
          writable: true,
          configurable: true,
        })
    })
    const picture = pictures[place]
    return {
      row: toNumber(row[0]),
      label: labels ? labels.join(', ') : toText(own),
      ...(labels && { labels }),
      split: splitNameSchema.parse(row[1]),
      values,
      ...(picture !== undefined && { picture }),
      ...(audio && { clip: clipOf(row.at(-1), audio.rate) }),
    }
  })
}

async function pictureOf(value: DuckDBValue | undefined, shape: ImageShape): Promise<string> {
  if (!(value instanceof DuckDBBlobValue)) throw new Error('A row of the version has no pixels')
  const { width, height, channels } = shape
  return `data:image/png;base64,${(await encodePng(value.bytes, { width, height, channels })).toString('base64')}`
}

function clipOf(value: DuckDBValue | undefined, rate: number): DatasetRow['clip'] {
  if (!(value instanceof DuckDBBlobValue)) throw new Error('A row of the version has no samples')
  const samples = samplesIn(value)
  return { seconds: samples.length / rate, peaks: peaksOf(samples) }
}

function peaksOf(samples: Int16Array): number[] {
  return Array.from({ length: peaks }, (_, part) => {
    const end = Math.ceil(((part + 1) * samples.length) / peaks)
    let most = 0
    for (let i = Math.floor((part * samples.length) / peaks); i < end; i++)
      most = Math.max(most, Math.abs(samples[i] ?? 0))
    return Math.round((1000 * most) / 32_768) / 1000
  })
}

/** The sound of one row as it is learned from, as a WAV file; null where there is no such row. */
export async function readClip({ path, profile, row }: ReadClipInput): Promise<Buffer | null> {
  const { audio } = profile
  if (!audio) return null
  return withReader(async (session) => {
    const [found] = await session.rows(
      `select __samples from read_parquet(${quoteText(path)}) where __row = $1`,
      [row],
    )
    const value = found?.[0]
    return value instanceof DuckDBBlobValue ? encodeWav(samplesIn(value), audio.rate) : null
  })
}

function plain(value: DuckDBValue): string | number | boolean | null {
  if (value instanceof DuckDBTimestampValue) return shown(value)
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value
  return toText(value)
}
