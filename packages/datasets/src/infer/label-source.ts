import { quoteText } from '../duck.ts'
import type { LabelFormat } from '../schema/index.ts'
import { rawColumn } from './cells.ts'
import type { TypedColumn } from './column-types.ts'
import { labelJoint, labelsOf } from './label-lists.ts'

/** Where a row's labels stand. */
export type LabelSource =
  | { kind: 'column'; column: TypedColumn; format: LabelFormat }
  /** A column of 0 and 1 for each label. */
  | { kind: 'indicators'; columns: TypedColumn[] }

/** How rows get their labels, as SQL over `cells`. */
export type LabelRule = {
  /** The label, null where it is absent; of several all in code-unit order with the joint between them. */
  value: string
  several: boolean
  /** How the file has them. */
  format: LabelFormat | 'indicators'
  refused: { condition: string; code: string; reason: string }
}

export function labelRule(source: LabelSource): LabelRule {
  if (source.kind === 'indicators') return indicatorRule(source.columns)
  const { column, format } = source
  const cell = rawColumn(column.measure.index)
  if (format === 'single') {
    const reason = `The label "${column.measure.name}" is empty.`
    return {
      value: cell,
      several: false,
      format,
      refused: { condition: `${cell} is null`, code: 'label_missing', reason },
    }
  }
  return {
    // An empty cell says that no label applies.
    value: `coalesce(array_to_string(${labelsOf(cell, format)}, ${labelJoint}), '')`,
    several: true,
    format,
    refused: { condition: 'false', code: 'label_missing', reason: '' },
  }
}

const yes = "('1', '1.0', 'true', 'yes', 't', 'y')"
const no = "('0', '0.0', 'false', 'no', 'f', 'n')"

/** SQL: whether a cell says yes or no. */
export function isIndicator(cell: string): string {
  return `coalesce(strlen(${cell}) <= 5 and (lower(${cell}) in ${yes} or lower(${cell}) in ${no}), false)`
}

function indicatorRule(columns: readonly TypedColumn[]): LabelRule {
  const sorted = columns.toSorted((a, b) => (a.measure.name < b.measure.name ? -1 : 1))
  const cells = sorted.map((column) => rawColumn(column.measure.index))
  const parts = sorted.map(
    ({ measure }, at) => `case when lower(${cells[at]}) in ${yes} then ${quoteText(measure.name)} end`,
  )
  return {
    value: `coalesce(concat_ws(${labelJoint}, ${parts.join(', ')}), '')`,
    several: true,
    format: 'indicators',
    refused: {
      condition: `not (${cells.map(isIndicator).join(' and ')})`,
      code: 'label_invalid',
      reason: 'Every label column needs a 0 or a 1.',
    },
  }
}
