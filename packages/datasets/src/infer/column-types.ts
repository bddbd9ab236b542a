import type { ColumnType } from '../schema/index.ts'
import { isMarker, rawColumn } from './cells.ts'
import type { Measure } from './measure.ts'
import { commaNumber, isNumber, numberOf } from './measure-forms.ts'

export type TypedColumn = {
  measure: Measure
  type: ColumnType
  /** SQL over `cells`: the value in its type, null where absent. */
  expression: string
  /** Decimal commas were read. */
  commas: boolean
  /** Day and month could be either way round; month first was taken. */
  ambiguousDates: boolean
  /** Values that are no numbers in a column of numbers. */
  strays: number
}

/** One value in fifty may be written wrongly in a column of numbers of at least this length. */
const strayRows = 50
const strayShare = 0.02

export function typeColumn(measure: Measure, delimiter: string | null): TypedColumn {
  const cell = rawColumn(measure.index)
  const real = measure.present - measure.markers
  const base = { measure, commas: false, ambiguousDates: false, strays: 0 }
  const present = `case when ${isMarker(cell)} then null else ${cell} end`
  if (real === 0) return { ...base, type: 'category', expression: present }
  const strays = real - measure.numbers
  if (strays === 0 || (real >= strayRows && strays <= strayShare * real)) {
    return {
      ...base,
      type: 'number',
      expression: `case when ${isNumber(cell)} then ${numberOf(cell)} end`,
      strays,
    }
  }
  if (measure.commas === real && usesCommas(delimiter)) {
    return {
      ...base,
      type: 'number',
      expression: `case when ${isMarker(cell)} then null else ${commaNumber(cell)} end`,
      commas: true,
    }
  }
  if (measure.booleans === real && measure.distinct <= 8) {
    return { ...base, type: 'boolean', expression: booleanOf(cell) }
  }
  if (measure.timestamps === real) {
    return { ...base, type: 'date', expression: `try_cast(${cell} as timestamptz)::timestamp` }
  }
  if (measure.slashed === real && (measure.dayFirst === 0 || measure.monthFirst === 0))
    return { ...base, type: 'date', ...slashedDate(measure) }
  return isFreeText(measure)
    ? { ...base, type: 'text', expression: cell }
    : { ...base, type: 'category', expression: present }
}

function slashedDate(measure: Measure): Pick<TypedColumn, 'expression' | 'ambiguousDates'> {
  const order = measure.dayFirst > 0 ? ['%d', '%m'] : ['%m', '%d']
  const formats = ['/', '.', '-'].map((mark) => `'${order.join(mark)}${mark}%Y'`)
  return {
    expression: `try_strptime(${rawColumn(measure.index)}, [${formats.join(', ')}])`,
    ambiguousDates: measure.slashed > 0 && measure.dayFirst === 0 && measure.monthFirst === 0,
  }
}

/** A column of a file that joins others: its type is settled, and a value that is none of it is absent. */
export function readAs(measure: Measure, type: ColumnType, delimiter: string | null): TypedColumn {
  const cell = rawColumn(measure.index)
  const real = measure.present - measure.markers
  const base = { measure, type, commas: false, ambiguousDates: false, strays: 0 }
  switch (type) {
    case 'number': {
      const commas = real > 0 && measure.commas === real && measure.numbers < real && usesCommas(delimiter)
      const value = commas
        ? `case when ${isMarker(cell)} then null else ${commaNumber(cell)} end`
        : `case when ${isNumber(cell)} then ${numberOf(cell)} end`
      return { ...base, expression: value, commas }
    }
    case 'boolean':
      return { ...base, expression: booleanOf(cell) }
    case 'date': {
      const { expression, ambiguousDates } = slashedDate(measure)
      return {
        ...base,
        expression: `coalesce(try_cast(${cell} as timestamptz)::timestamp, ${expression})`,
        ambiguousDates,
      }
    }
    case 'text':
      return { ...base, expression: cell }
    case 'category':
      return { ...base, expression: `case when ${isMarker(cell)} then null else ${cell} end` }
  }
}

const usesCommas = (delimiter: string | null) => delimiter === ';' || delimiter === '\t' || delimiter === '|'

function booleanOf(cell: string): string {
  return `case when lower(${cell}) in ('true', 'yes', 't', 'y') then true when lower(${cell}) in ('false', 'no', 'f', 'n') then false end`
}

/** Sentences: long or of several words (in scripts without spaces: of several characters), and mostly different. */
function isFreeText(measure: Measure): boolean {
  const long =
    measure.meanLength >= 40 ||
    (measure.meanWords >= 3 && measure.meanLength >= 12) ||
    (measure.meanWidth > 1.8 && measure.meanLength >= 6)
  const varied = measure.distinct >= 0.5 * measure.present || measure.distinct > 1000
  return long && varied
}
