import { type Session, toNumber, toText } from '../duck.ts'
import { rawColumn } from './cells.ts'
import {
  countForms,
  type ExclusiveForm,
  type Forms,
  longestNumber,
  possibleForms,
  readForms,
} from './measure-forms.ts'

/** Counts over one column of `cells`, from which its type and role are judged. */
export type Measure = Forms & {
  index: number
  name: string
  present: number
  distinct: number
  minLength: number
  maxLength: number
  meanLength: number
  /** Of cells between 12 and 40 characters on average; elsewhere it decides nothing and is 0. */
  meanWords: number
  /** Bytes per character; 3 for Chinese. */
  meanWidth: number
}

const batch = 40
const exactBelow = 12_000
/** Of a column without a value short enough to be anything but text. */
const noForms = readForms([], 0)
/** Between these mean lengths the number of words tells sentences from names. */
const doubtfulLengths = { from: 12, to: 40 }

function sizesOf(cell: string): string {
  return [
    `count(${cell})`,
    `approx_count_distinct(${cell})`,
    `min(length(${cell}))`,
    `max(length(${cell}))`,
    `avg(length(${cell}))`,
    `sum(strlen(${cell})) / greatest(sum(length(${cell})), 1)`,
    `min(strlen(${cell}))`,
  ].join(', ')
}

const width = 7

type Sizes = Omit<Measure, keyof Forms> & { shortestBytes: number }

/**
 * Measures every column. What needs a look at each value is asked of the distinct ones where they are few, and
 * of the rest only as far as their first values leave it open; the counts that decide are exact all the same.
 */
export async function measureColumns(session: Session, names: string[]): Promise<Measure[]> {
  const sizes = await sizesOfColumns(session, names)
  const measures: Measure[] = []
  const many: Sizes[] = []
  for (const size of sizes) {
    if (size.distinct <= exactBelow) measures.push(await measureDistinct(session, size))
    else if (size.shortestBytes > longestNumber) measures.push({ ...size, ...noForms })
    else many.push(size)
  }
  for (let start = 0; start < many.length; start += batch)
    measures.push(...(await measureEach(session, many.slice(start, start + batch))))
  measures.sort((a, b) => a.index - b.index)
  for (const measure of measures) {
    if (measure.meanLength >= doubtfulLengths.from && measure.meanLength < doubtfulLengths.to)
      measure.meanWords = await meanWords(session, measure.index)
  }
  return measures
}

async function sizesOfColumns(session: Session, names: readonly string[]): Promise<Sizes[]> {
  const sizes: Sizes[] = []
  for (let start = 0; start < names.length; start += batch) {
    const some = names.slice(start, start + batch)
    const selects = some.map((_, offset) => sizesOf(rawColumn(start + offset)))
    const [row = []] = await session.rows(`select ${selects.join(', ')} from cells`)
    some.forEach((name, offset) => {
      const at = (field: number) => toNumber(row[offset * width + field])
      sizes.push({
        index: start + offset,
        name,
        present: at(0),
        distinct: Math.min(at(1), at(0)),
        minLength: at(2),
        maxLength: at(3),
        meanLength: at(4),
        meanWords: 0,
        meanWidth: at(5),
        shortestBytes: at(6),
      })
    })
  }
  return sizes
}

/** Few values: each is looked at once and counts as often as it stands there. */
async function measureDistinct(session: Session, size: Sizes): Promise<Measure> {
  const cell = rawColumn(size.index)
  await session.run(`create or replace table spelled as
    select ${cell} as v, count(*) as n from cells where ${cell} is not null group by v`)
  const [counts = []] = await session.rows('select count(*) from spelled')
  const [row = []] = await session.rows(countForms([{ value: 'v', times: 'n' }], 'spelled', () => true))
  return { ...size, distinct: toNumber(counts[0]), ...readForms(row, 0) }
}

async function measureEach(session: Session, columns: readonly Sizes[]): Promise<Measure[]> {
  const possible = new Map<Sizes, Set<ExclusiveForm>>()
  for (const size of columns)
    possible.set(size, await possibleForms(session, rawColumn(size.index), size.present))
  const counted = columns.map(({ index }) => ({ value: rawColumn(index), times: null }))
  const [row = []] = await session.rows(
    countForms(counted, 'cells', (form, at) => {
      const size = columns[at]
      return size !== undefined && possible.get(size)?.has(form) === true
    }),
  )
  return columns.map((size, at) => ({ ...size, ...readForms(row, at) }))
}

async function meanWords(session: Session, index: number): Promise<number> {
  const cell = rawColumn(index)
  const [row = []] = await session.rows(
    `select avg(case when strlen(${cell}) < 80 then strlen(${cell}) - strlen(replace(${cell}, ' ', '')) + 1 else 10 end) from cells`,
  )
  return toNumber(row[0])
}

/** The first rows as they will be shown, header order. */
export async function previewRows(
  session: Session,
  columns: number,
  count: number,
): Promise<(string | null)[][]> {
  const list = Array.from({ length: columns }, (_, index) => rawColumn(index)).join(', ')
  const rows = await session.rows(`select ${list} from cells order by rowid limit ${count}`)
  return rows.map((row) => row.map((cell) => (cell === null ? null : toText(cell).slice(0, 500))))
}
