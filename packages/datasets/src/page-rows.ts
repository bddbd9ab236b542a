import { DuckDBBlobValue, DuckDBListValue, DuckDBTimestampValue, type DuckDBValue } from '@duckdb/node-api'
import type { PageRowsInput, ReadClipInput, RowPage } from './contract.ts'
import { type Bound, quoteName, quoteText, type Session, toNumber, toText } from './duck.ts'
import type { ImageShape } from './media/decode-image.ts'
import { encodePng } from './media/encode-png.ts'
import { encodeWav } from './media/encode-wav.ts'
import { shown } from './profile-columns.ts'
import { samplesIn } from './read-clips.ts'
import { withReader } from './reader.ts'
import { type DatasetRow, splitNameSchema } from './schema/index.ts'

/** Parts of a clip whose loudness is drawn. */
const peaks = 80

/** One page of a version in row order, and how many rows match altogether. Dates come as ISO text. */
export async function pageRows(input: PageRowsInput): Promise<RowPage> {
  const offset = Math.max(0, Math.trunc(input.offset))
  const limit = Math.max(0, Math.trunc(input.limit))
  return withReader(async (session) => {
    const { condition, bound } = conditionOf(input)
    const source = `read_parquet(${quoteText(input.path)})`
    const total = knownTotal(input) ?? (await countRows(session, source, condition, bound))
    if (limit === 0 || offset >= total) return { rows: [], total }
    // Row numbers first: the wide columns are then read from the row groups of this page alone.
    const numbers = condition
      ? (
          await session.rows(
            `select __row from ${source} where ${condition} order by __row limit ${limit} offset ${offset}`,
            bound,
          )
        ).map((row) => toNumber(row[0]))
      : Array.from({ length: Math.min(limit, total - offset) }, (_, index) => offset + index)
    return { rows: await readRows(session, source, input, numbers), total }
  })
}

function conditionOf({ profile, search, label, split, rowNumbers }: PageRowsInput): {
  condition: string
  bound: Bound
} {
  const conditions: string[] = []
  const bound: Bound = []
  if (label !== undefined) {
    bound.push(label)
    const column = quoteName(profile.labelColumn)
    const parameter = `$${bound.length}::varchar`
    conditions.push(
      profile.multiLabel ? `list_contains(${column}, ${parameter})` : `${column} = ${parameter}`,
    )
  }
  if (rowNumbers !== undefined)
    conditions.push(`__row in (${[-1, ...rowNumbers].map((row) => Math.trunc(row)).join(', ')})`)
  if (split !== undefined) {
    bound.push(split)
    conditions.push(`__split = $${bound.length}`)
  }
  if (search !== undefined && search !== '') {
    bound.push(search)
    const parameter = `lower($${bound.length}::varchar)`
    const columns = profile.columns.map(
      (column) => `contains(lower(${quoteName(column.name)}::varchar), ${parameter})`,
    )
    conditions.push(`(${columns.map((column) => `coalesce(${column}, false)`).join(' or ')})`)
  }
  return { condition: conditions.join(' and '), bound }
}

/** Without a search the profile knows the answer. */
function knownTotal({ profile, search, label, split, rowNumbers }: PageRowsInput): number | null {
  if (search || rowNumbers !== undefined) return null
  if (label === undefined) return split === undefined ? profile.rows : profile.splits[split]
  const counts = profile.classes.find((row) => row.label === label)
  if (!counts) return 0
  return split === undefined ? counts.count : counts[split]
}

async function countRows(session: Session, source: string, condition: string, bound: Bound): Promise<number> {
  const [row = []] = await session.rows(`select count(*) from ${source} where ${condition}`, bound)
  return toNumber(row[0])
}

async function readRows(
  session: Session,
  source: string,
  input: PageRowsInput,
  numbers: number[],
): Promise<DatasetRow[]> {
  const [first] = numbers
  if (first === undefined) return []
  const { columns, labelColumn, image, audio } = input.profile
  const media = image ? ['__pixels'] : audio ? ['__samples'] : []
  const list = [...columns.map((column) => quoteName(column.name)), ...media].join(', ')
  const rows = await session.rows(
    `select __row, __split, ${list} from ${source}
     where __row between ${first} and ${numbers.at(-1) ?? first} and __row in (${numbers.join(', ')}) order by __row`,
  )
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
