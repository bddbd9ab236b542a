import { DuckDBTimestampValue, type DuckDBValue } from '@duckdb/node-api'
import { type Session, toNumber, toText } from './duck.ts'
import type { ColumnProfile, ColumnRole, ColumnType } from './schema/index.ts'

/** A column of a relation, as SQL that yields the value in its type. */
export type ProfiledColumn = {
  name: string
  type: ColumnType
  role: ColumnRole
  note: string | null
  expression: string
  /** What was measured before; the greatest counts in `top` come first. */
  known?: Pick<ColumnProfile, 'missing' | 'distinct' | 'lengths' | 'top'>
}

const batch = 40
const width = 7
const exactBelow = 12_000
const sampleRows = 200
const sampleCount = 5
const topCount = 10
const sampleLength = 200

/** Profiles typed columns of `relation`, whose rows are numbered from 0 by `order`. */
export async function profileColumns(
  session: Session,
  relation: string,
  order: string,
  columns: ProfiledColumn[],
): Promise<ColumnProfile[]> {
  const profiles: ColumnProfile[] = []
  for (let start = 0; start < columns.length; start += batch) {
    const some = columns.slice(start, start + batch)
    const samples = await session.rows(
      `select ${some.map((column) => column.expression).join(', ')} from ${relation} where ${order} < ${sampleRows} order by ${order}`,
    )
    const open = some.filter((column) => column.known === undefined)
    const [row = []] =
      open.length === 0
        ? []
        : await session.rows(`select ${open.map(measuresOf).join(', ')} from ${relation}`)
    for (const [offset, column] of some.entries()) {
      const place = open.indexOf(column) * width
      const at = (field: number) => row[place + field]
      profiles.push({
        name: column.name,
        type: column.type,
        role: column.role,
        note: column.note,
        samples: samplesOf(samples, offset),
        ...(column.known
          ? { range: null, ...shownOf(column.known) }
          : {
              range: rangeOf(column, at),
              missing: toNumber(at(0)),
              distinct: await distinctOf(session, relation, column, toNumber(at(1))),
              lengths: lengthsOf(column, at),
              top: await topOf(session, relation, column),
            }),
      })
    }
  }
  return profiles
}

function shownOf({ missing, distinct, lengths, top }: NonNullable<ProfiledColumn['known']>) {
  return {
    missing,
    distinct,
    lengths: lengths && { ...lengths, mean: shortened(lengths.mean) },
    top: top.slice(0, topCount).map(({ value, count }) => ({ value: value.slice(0, sampleLength), count })),
  }
}

function measuresOf({ expression, type }: ProfiledColumn): string {
  const measured = type === 'number' ? expression : type === 'date' ? `epoch_ms(${expression})` : null
  const length = type === 'text' ? `length(${expression})` : null
  const over = (aggregate: string, of: string | null) => (of ? `${aggregate}(${of})` : 'null')
  const value = measured ?? length
  return [
    `count(*) - count(${expression})`,
    `approx_count_distinct(${expression})`,
    'count(*)',
    over('min', value),
    over('max', value),
    over('sum', value ? `(${value})::double` : null),
    `count(${expression})`,
  ].join(', ')
}

type At = (field: number) => DuckDBValue | undefined

function rangeOf(column: ProfiledColumn, at: At): ColumnProfile['range'] {
  const present = toNumber(at(6))
  if ((column.type !== 'number' && column.type !== 'date') || present === 0) return null
  return { min: toNumber(at(3)), max: toNumber(at(4)), mean: meanOf(toNumber(at(5)), present) }
}

function lengthsOf(column: ProfiledColumn, at: At): ColumnProfile['lengths'] {
  const present = toNumber(at(6))
  if (column.type !== 'text' || present === 0) return null
  return { min: toNumber(at(3)), max: toNumber(at(4)), mean: meanOf(toNumber(at(5)), present) }
}

/** Sums of doubles differ in their last digits with the order of the threads. */
function meanOf(sum: number, count: number): number {
  return shortened(sum / count)
}

function shortened(mean: number): number {
  return Number(mean.toPrecision(12))
}

function samplesOf(rows: DuckDBValue[][], offset: number): string[] {
  const samples = new Set<string>()
  for (const row of rows) {
    const value = row[offset]
    if (value === null || value === undefined) continue
    samples.add(shown(value).slice(0, sampleLength))
    if (samples.size === sampleCount) break
  }
  return [...samples]
}

/** A date without a time of day is shown as a day. */
export function shown(value: DuckDBValue): string {
  if (!(value instanceof DuckDBTimestampValue)) return toText(value)
  const text = new Date(Number(value.micros / 1000n)).toISOString()
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text
}

async function distinctOf(
  session: Session,
  relation: string,
  column: ProfiledColumn,
  estimate: number,
): Promise<number> {
  if (estimate > exactBelow) return estimate
  const [row = []] = await session.rows(`select count(distinct ${column.expression}) from ${relation}`)
  return toNumber(row[0])
}

async function topOf(
  session: Session,
  relation: string,
  column: ProfiledColumn,
): Promise<ColumnProfile['top']> {
  if (column.type !== 'category' && column.type !== 'boolean') return []
  const rows = await session.rows(
    `select (${column.expression})::varchar as value, count(*) as n from ${relation}
     where ${column.expression} is not null group by 1 order by n desc, value limit ${topCount}`,
  )
  return rows.map((row) => ({ value: toText(row[0]).slice(0, sampleLength), count: toNumber(row[1]) }))
}
