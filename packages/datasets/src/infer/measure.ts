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
const slashed = "'\\d{1,2}[./-]\\d{1,2}[./-]\\d{4}'"

export const numberOf = (cell: string) => `try_cast(${cell} as double)`
export const isNumber = (cell: string) => `(isfinite(${numberOf(cell)}) and not contains(${cell}, '_'))`
export const commaNumber = (cell: string) =>
  `try_cast(replace(replace(${cell}, '.', ''), ',', '.') as double)`

function measuresOf(cell: string): string {
  const parts = `string_split_regex(${cell}, '[./-]')`
  return [
    `count(${cell})`,
    `count(*) filter (${isMarker(cell)})`,
    `count(*) filter (${isNumber(cell)})`,
    `count(*) filter (${isNumber(cell)} and floor(${numberOf(cell)}) = ${numberOf(cell)})`,
    `count(*) filter (length(${cell}) < 40 and regexp_full_match(${cell}, '[+-]?(\\d{1,3}(\\.\\d{3})+|\\d+)(,\\d+)?'))`,
    `count(*) filter (lower(${cell}) in ('true', 'false', 'yes', 'no', 't', 'f', 'y', 'n'))`,
    `count(*) filter (length(${cell}) between 8 and 40 and try_cast(${cell} as timestamptz) is not null)`,
    `count(*) filter (length(${cell}) between 8 and 10 and regexp_full_match(${cell}, ${slashed}))`,
    `count(*) filter (length(${cell}) between 8 and 10 and regexp_full_match(${cell}, ${slashed}) and try_cast(${parts}[1] as int) > 12)`,
    `count(*) filter (length(${cell}) between 8 and 10 and regexp_full_match(${cell}, ${slashed}) and try_cast(${parts}[2] as int) > 12)`,
    `min(${numberOf(cell)}) filter (${isNumber(cell)})`,
    `max(${numberOf(cell)}) filter (${isNumber(cell)})`,
    `approx_count_distinct(${cell})`,
    `min(length(${cell}))`,
    `max(length(${cell}))`,
    `avg(length(${cell}))`,
    `avg(length(${cell}) - length(replace(${cell}, ' ', '')) + 1)`,
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
