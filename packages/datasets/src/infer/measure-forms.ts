import type { DuckDBValue } from '@duckdb/node-api'
import { type Session, toNumber } from '../duck.ts'
import { isMarker } from './cells.ts'

/** How many values of a column are written as what. */
export type Forms = {
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
}

/** Dates with the year last, in any order of day and month, then those that betray the order. */
const slashed = '\\d{1,2}[./-]\\d{1,2}[./-]\\d{4}'
const dayFirst = '(1[3-9]|[23]\\d)[./-]\\d{1,2}[./-]\\d{4}'
const monthFirst = '\\d{1,2}[./-](1[3-9]|[23]\\d)[./-]\\d{4}'
const commas = '[+-]?(\\d{1,3}(\\.\\d{3})+|\\d+)(,\\d+)?'

/** A number of more bytes than this is none that anyone wrote; long texts are spared the attempt to read one. */
export const longestNumber = 40

export const numberOf = (cell: string) => `try_cast(${cell} as double)`
export const isNumber = (cell: string) =>
  `case when strlen(${cell}) <= ${longestNumber} then isfinite(${numberOf(cell)}) and not contains(${cell}, '_') else false end`
export const commaNumber = (cell: string) =>
  `try_cast(replace(replace(${cell}, '.', ''), ',', '.') as double)`

type Counted = {
  /** SQL: the value. */
  value: string
  /** SQL: how often it stands there; null for once. */
  times: string | null
}

/** A column has one of these types only when all of its values are written so. */
const exclusive = ['commas', 'booleans', 'timestamps', 'slashed'] as const
export type ExclusiveForm = (typeof exclusive)[number]

const tests: Record<ExclusiveForm | 'dayFirst' | 'monthFirst', (cell: string) => string> = {
  commas: whenShort(1, longestNumber, matches(commas)),
  booleans: whenShort(1, 5, (cell) => `lower(${cell}) in ('true', 'false', 'yes', 'no', 't', 'f', 'y', 'n')`),
  timestamps: whenShort(8, 40, (cell) => `try_cast(${cell} as timestamptz) is not null`),
  slashed: whenShort(8, 10, matches(slashed)),
  dayFirst: whenShort(8, 10, matches(dayFirst)),
  monthFirst: whenShort(8, 10, matches(monthFirst)),
}

/** `case` is what keeps DuckDB from trying the dear condition on every long text. */
function whenShort(from: number, to: number, condition: (cell: string) => string) {
  return (cell: string) =>
    `case when strlen(${cell}) between ${from} and ${to} then ${condition(cell)} else false end`
}

function matches(pattern: string) {
  return (cell: string) => `regexp_full_match(${cell}, '${pattern}')`
}

const width = 11

/** SQL that counts the forms of each value over `source`; of the exclusive ones only those that are asked for. */
export function countForms(
  counted: readonly Counted[],
  source: string,
  isAsked: (form: ExclusiveForm, at: number) => boolean,
): string {
  const numbers = counted.map(
    ({ value }, at) => `case when ${isNumber(value)} then ${numberOf(value)} end as number${at}`,
  )
  const selects = counted.flatMap(({ value, times }, at) => {
    const number = `number${at}`
    const count = (condition: string) =>
      `${times === null ? 'count(*)' : `sum(${times})`} filter (${condition})`
    const test = (form: keyof typeof tests, needs: ExclusiveForm) =>
      isAsked(needs, at) ? count(tests[form](value)) : '0'
    return [
      count(isMarker(value)),
      count(`${number} is not null`),
      count(`floor(${number}) = ${number}`),
      ...exclusive.map((form) => test(form, form)),
      test('dayFirst', 'slashed'),
      test('monthFirst', 'slashed'),
      `min(${number})`,
      `max(${number})`,
    ]
  })
  return `select ${selects.join(', ')} from (select *, ${numbers.join(', ')} from ${source})`
}

/** Of the value at `at` among those counted. */
export function readForms(row: readonly (DuckDBValue | undefined)[], at: number): Forms {
  const field = (offset: number) => toNumber(row[at * width + offset])
  return {
    markers: field(0),
    numbers: field(1),
    wholes: field(2),
    commas: field(3),
    booleans: field(4),
    timestamps: field(5),
    slashed: field(6),
    dayFirst: field(7),
    monthFirst: field(8),
    minNumber: field(9),
    maxNumber: field(10),
  }
}

const looked = 1000

/** The exclusive forms that the first values of a column leave possible. */
export async function possibleForms(
  session: Session,
  cell: string,
  present: number,
): Promise<Set<ExclusiveForm>> {
  const source = `(select ${cell} as v from cells where ${cell} is not null limit ${looked})`
  const [row = []] = await session.rows(countForms([{ value: 'v', times: null }], source, () => true))
  const forms = readForms(row, 0)
  const real = Math.min(looked, present) - forms.markers
  return new Set(exclusive.filter((form) => forms[form] === real))
}
