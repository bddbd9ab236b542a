import { type Session, toNumber, toText } from '../duck.ts'
import { isMarker, rawColumn } from './cells.ts'

/** Counts over one column of `cells`, from which its type and role are judged. */
export type Measure = {
  index: number
  name: string
  present: number
  markers: number
  numbers: number
  wholes: number
  /** Numbers written with a decimal comma. */
  commas: number
  booleans: number
  timestamps: number
  /** Dates such as 31.12.2024 or 12/31/2024. */
  slashed: number
  dayFirst: number
  monthFirst: number
  minNumber: number
  maxNumber: number
  distinct: number
  minLength: number
  maxLength: number
  meanLength: number
  meanWords: number
  /** Bytes per character; 3 for Chinese. */
  meanWidth: number
}

const batch = 40
const exactBelow = 12_000
/** Dates with the year last, in any order of day and month, then those that betray the order. */
const slashed = '\\d{1,2}[./-]\\d{1,2}[./-]\\d{4}'
const dayFirst = '(1[3-9]|[23]\\d)[./-]\\d{1,2}[./-]\\d{4}'
const monthFirst = '\\d{1,2}[./-](1[3-9]|[23]\\d)[./-]\\d{4}'
const commas = '[+-]?(\\d{1,3}(\\.\\d{3})+|\\d+)(,\\d+)?'

/** A number of more bytes than this is none that anyone wrote; long texts are spared the attempt to read one. */
const longestNumber = 40

export const numberOf = (cell: string) => `try_cast(${cell} as double)`
export const isNumber = (cell: string) =>
  `case when strlen(${cell}) <= ${longestNumber} then isfinite(${numberOf(cell)}) and not contains(${cell}, '_') else false end`
export const commaNumber = (cell: string) =>
  `try_cast(replace(replace(${cell}, '.', ''), ',', '.') as double)`

function measuresOf(cell: string): string {
  // `case` is what keeps DuckDB from trying the dear condition on every long text.
  const whenShort = (from: number, to: number, condition: string) =>
    `count(*) filter (case when strlen(${cell}) between ${from} and ${to} then ${condition} else false end)`
  const matches = (pattern: string) => `regexp_full_match(${cell}, '${pattern}')`
  return [
    `count(${cell})`,
    `count(*) filter (${isMarker(cell)})`,
    `count(*) filter (${isNumber(cell)})`,
    `count(*) filter (${isNumber(cell)} and floor(${numberOf(cell)}) = ${numberOf(cell)})`,
    whenShort(1, longestNumber, matches(commas)),
    whenShort(1, 5, `lower(${cell}) in ('true', 'false', 'yes', 'no', 't', 'f', 'y', 'n')`),
    whenShort(8, 40, `try_cast(${cell} as timestamptz) is not null`),
    whenShort(8, 10, matches(slashed)),
    whenShort(8, 10, matches(dayFirst)),
    whenShort(8, 10, matches(monthFirst)),
    `min(case when ${isNumber(cell)} then ${numberOf(cell)} end)`,
    `max(case when ${isNumber(cell)} then ${numberOf(cell)} end)`,
    `approx_count_distinct(${cell})`,
    `min(length(${cell}))`,
    `max(length(${cell}))`,
    `avg(length(${cell}))`,
    // Only short cells leave a doubt about whether they are sentences.
    `avg(case when strlen(${cell}) < 80 then strlen(${cell}) - strlen(replace(${cell}, ' ', '')) + 1 else 10 end)`,
    `sum(strlen(${cell})) / greatest(sum(length(${cell})), 1)`,
  ].join(', ')
}

const width = 18

export async function measureColumns(session: Session, names: string[]): Promise<Measure[]> {
  const measures: Measure[] = []
  for (let start = 0; start < names.length; start += batch) {
    const some = names.slice(start, start + batch)
    const selects = some.map((_, offset) => measuresOf(rawColumn(start + offset)))
    const [row = []] = await session.rows(`select ${selects.join(', ')} from cells`)
    some.forEach((name, offset) => {
      const at = (field: number) => toNumber(row[offset * width + field])
      measures.push({
        index: start + offset,
        name,
        present: at(0),
        markers: at(1),
        numbers: at(2),
        wholes: at(3),
        commas: at(4),
        booleans: at(5),
        timestamps: at(6),
        slashed: at(7),
        dayFirst: at(8),
        monthFirst: at(9),
        minNumber: at(10),
        maxNumber: at(11),
        distinct: at(12),
        minLength: at(13),
        maxLength: at(14),
        meanLength: at(15),
        meanWords: at(16),
        meanWidth: at(17),
      })
    })
  }
  await countExactly(session, measures)
  return measures
}

/** The estimate decides nothing where the exact count is cheap. */
async function countExactly(session: Session, measures: Measure[]): Promise<void> {
  for (const measure of measures) {
    if (measure.distinct > exactBelow) {
      measure.distinct = Math.min(measure.distinct, measure.present)
      continue
    }
    const [row = []] = await session.rows(`select count(distinct ${rawColumn(measure.index)}) from cells`)
    measure.distinct = toNumber(row[0])
  }
}

/** The first rows as they will be shown, header order. */
export async function previewRows(
  session: Session,
  columns: number,
  count: number,
): Promise<(string | null)[][]> {
  const list = Array.from({ length: columns }, (_, index) => rawColumn(index)).join(', ')
  const rows = await session.rows(`select ${list} from cells order by line limit ${count}`)
  return rows.map((row) => row.map((cell) => (cell === null ? null : toText(cell).slice(0, 500))))
}
