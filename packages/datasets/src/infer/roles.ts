import { DatasetUnusable } from '../errors.ts'
import { refusedColumns } from '../read/refused-file.ts'
import type { ColumnRole, DataKind, IngestOptions } from '../schema/index.ts'
import { rawColumn } from './cells.ts'
import type { TypedColumn } from './column-types.ts'
import { type LabelRule, type LabelSource, labelRule } from './label-source.ts'
import { isNumber, numberOf } from './measure-forms.ts'

export type PlannedColumn = TypedColumn & { role: ColumnRole; note: string | null }
export type Warning = { code: string; message: string }
export type Plan = {
  kind: DataKind
  label: PlannedColumn
  labels: LabelRule
  text: PlannedColumn | null
  weight: PlannedColumn | null
  /** Says which rows are for training, validation and test. */
  split: PlannedColumn | null
  /** In file order, the label included; one made of several columns comes last. */
  columns: PlannedColumn[]
  warnings: Warning[]
}

const textNames = new Set(
  (
    'text texts message messages sentence review body content comment question query utterance v2 description ' +
    'sms email mail tweet post document input prompt abstract article headline title 文本 内容 评论 review_text'
  ).split(' '),
)
const idName =
  /^(id|ids|uuid|guid|index|idx|key|row|rowid|row_?(number|num|no)|no|nr|#|.*[_ -](id|uuid|guid|key)|column_1|unnamed.*)$/i
const idLike = /^.*[a-z]Id$/

/** The column a person named, whatever its case. */
export function findColumn<T extends TypedColumn>(columns: T[], name: string): T {
  const wanted = name.trim()
  const found =
    columns.find((column) => column.measure.name === wanted) ??
    columns.find((column) => column.measure.name.toLowerCase() === wanted.toLowerCase())
  if (found) return found
  const names = columns.slice(0, 20).map((column) => column.measure.name)
  throw new DatasetUnusable(
    'column_unknown',
    `There is no column "${wanted}". The file has: ${names.join(', ')}${columns.length > 20 ? ' …' : ''}.`,
  )
}

/** Columns that stand in a file of refused rows that was mended and sent again. */
export const saysWhyRefused = (name: string): boolean =>
  refusedColumns.some((one) => one === name.toLowerCase())

/** Why a column can teach a classifier nothing; null when it can. */
function reasonToIgnore({ measure, type }: TypedColumn, rows: number): string | null {
  const real = measure.present - measure.markers
  if (real === 0) return 'The column is empty.'
  if (saysWhyRefused(measure.name)) return 'It says why the row was refused before.'
  if (measure.distinct - (measure.markers > 0 ? 1 : 0) <= 1 && measure.present === rows)
    return 'Every row has the same value.'
  const named = idName.test(measure.name) || idLike.test(measure.name)
  const unlike = measure.distinct >= 0.98 * measure.present
  if (type === 'number' && rows >= 5) {
    const whole = measure.wholes === measure.numbers
    const consecutive = measure.maxNumber - measure.minNumber + 1 === measure.present && rows >= 20
    if (whole && unlike && (named || consecutive))
      return 'It numbers the rows: every row has a different value.'
  }
  if (type === 'category' && rows >= 5) {
    if (unlike && (named || rows >= 20))
      return 'It identifies the rows: almost every row has a different value.'
    if (rows >= 20 && measure.distinct > 0.5 * measure.present)
      return 'More than half of the rows have a unique value.'
  }
  return null
}

function canBeText(column: TypedColumn): boolean {
  if (saysWhyRefused(column.measure.name)) return false
  if (column.type === 'text') return true
  return (
    column.type === 'category' &&
    textNames.has(column.measure.name.toLowerCase()) &&
    column.measure.distinct >= 0.5 * column.measure.present
  )
}

export function planColumns(
  columns: TypedColumn[],
  source: LabelSource,
  options: IngestOptions,
  rows: number,
  split: TypedColumn | null = null,
): Plan {
  const label = source.kind === 'column' ? source.column : joinedLabel(columns, source.columns)
  const indicators = new Set(source.kind === 'indicators' ? source.columns : [])
  const weight = options.weightColumn === undefined ? null : findColumn(columns, options.weightColumn)
  if (weight !== null && (weight === label || indicators.has(weight)))
    throw new DatasetUnusable(
      'column_unknown',
      `"${weight.measure.name}" cannot be both the label and the weight.`,
    )
  if (split !== null && (split === label || split === weight || indicators.has(split)))
    throw new DatasetUnusable(
      'column_unknown',
      `"${split.measure.name}" cannot name the splits and have another role as well.`,
    )
  const asked = new Set(options.ignoredColumns.map((name) => findColumn(columns, name)))
  const warnings: Warning[] = []
  const inputs = columns.filter(
    (column) =>
      column !== label &&
      column !== weight &&
      column !== split &&
      !indicators.has(column) &&
      !asked.has(column),
  )
  const reasons = new Map(inputs.map((column) => [column, reasonToIgnore(column, rows)]))
  const texts = inputs.filter(canBeText)
  const features = inputs.filter((column) => !texts.includes(column) && reasons.get(column) === null)
  const text = chooseText(texts, features, options, columns, label)
  if (text !== null && (text === weight || text === split || indicators.has(text)))
    throw new DatasetUnusable(
      'column_unknown',
      `"${text.measure.name}" cannot be the text and have another role as well.`,
    )

  const plan = (column: TypedColumn): PlannedColumn => {
    if (column === label) return { ...column, type: 'category', role: 'label', note: null }
    if (column === weight) return { ...column, ...weightOf(column), role: 'weight', note: null }
    if (indicators.has(column))
      return { ...column, role: 'ignored', note: `A 1 in it is the label "${column.measure.name}".` }
    if (column === split)
      return { ...column, role: 'ignored', note: 'It says which rows are for training, validation and test.' }
    if (asked.has(column)) return { ...column, role: 'ignored', note: 'It was left out on request.' }
    if (column === text) return { ...column, type: 'text', role: 'text', note: null }
    const reason = reasons.get(column) ?? null
    if (text)
      return {
        ...column,
        role: 'ignored',
        note: reason ?? `The classifier reads only "${text.measure.name}".`,
      }
    if (column.type === 'text')
      return { ...column, role: 'ignored', note: 'Free text cannot be used alongside other columns yet.' }
    return reason === null
      ? { ...column, role: 'feature', note: null }
      : { ...column, role: 'ignored', note: reason }
  }
  const planned = [...columns, ...(columns.includes(label) ? [] : [label])].map(plan)
  warnAboutTexts(text, texts, features, warnings)
  const used = planned.filter((column) => column.role === 'text' || column.role === 'feature')
  if (used.length === 0) {
    const why = planned.flatMap((column) => (column.note ? [`${column.measure.name}: ${column.note}`] : []))
    throw new DatasetUnusable(
      'dataset_unusable',
      `There is no column to learn from besides the label "${label.measure.name}". ${why.slice(0, 5).join(' ')}`.trim(),
    )
  }
  return {
    kind: text ? 'text' : 'table',
    label: planned.find((column) => column.role === 'label') ?? plan(label),
    labels: labelRule(source),
    weight: planned.find((column) => column.role === 'weight') ?? null,
    split: planned.find((column) => column.measure.index === split?.measure.index) ?? null,
    text: planned.find((column) => column.role === 'text') ?? null,
    columns: planned,
    warnings,
  }
}

/** What a file without labels holds to be labelled: a text per row, or columns. */
export function planInputs(
  columns: TypedColumn[],
  options: IngestOptions,
  rows: number,
): { kind: 'text' | 'table'; columns: PlannedColumn[] } {
  const asked = new Set(options.ignoredColumns.map((name) => findColumn(columns, name)))
  const inputs = columns.filter((column) => !asked.has(column))
  const texts = inputs.filter(canBeText)
  const features = inputs.filter((column) => !texts.includes(column) && reasonToIgnore(column, rows) === null)
  const text = chooseText(texts, features, options, inputs, null)
  const used = text ? [text] : features
  if (used.length === 0)
    throw new DatasetUnusable('dataset_unusable', 'No column in the file holds anything to label.')
  const role = text ? ('text' as const) : ('feature' as const)
  return { kind: text ? 'text' : 'table', columns: used.map((column) => ({ ...column, role, note: null })) }
}

/** Stands for a column that is not in the file: what the indicators say together. */
function joinedLabel(columns: readonly TypedColumn[], indicators: readonly TypedColumn[]): TypedColumn {
  const [first] = indicators
  if (!first) throw new DatasetUnusable('column_unknown', 'No label column was named.')
  const taken = new Set(columns.map((column) => column.measure.name.toLowerCase()))
  let name = 'labels'
  while (taken.has(name)) name += '_'
  return { ...first, measure: { ...first.measure, index: -1, name }, type: 'category' }
}

function weightOf({ measure }: TypedColumn): Pick<TypedColumn, 'type' | 'expression'> {
  const cell = rawColumn(measure.index)
  return { type: 'number', expression: `case when ${isNumber(cell)} then ${numberOf(cell)} end` }
}

function chooseText(
  texts: TypedColumn[],
  features: TypedColumn[],
  options: IngestOptions,
  columns: TypedColumn[],
  label: TypedColumn | null,
): TypedColumn | null {
  if (options.kind === 'table') return null
  if (options.textColumn) {
    const column = findColumn(columns, options.textColumn)
    if (column === label)
      throw new DatasetUnusable(
        'column_unknown',
        `"${options.textColumn}" cannot be both the text and the label.`,
      )
    return column
  }
  const longest = [...texts].sort((a, b) => b.measure.meanLength - a.measure.meanLength)[0] ?? null
  if (options.kind === 'text') {
    const words = columns.filter((column) => column !== label && column.type === 'category')
    const fallback = words.sort((a, b) => b.measure.distinct - a.measure.distinct)[0]
    if (longest || fallback) return longest ?? fallback ?? null
    throw new DatasetUnusable(
      'dataset_unusable',
      'No column holds text. Choose the text column, or ingest the file as a table.',
    )
  }
  if (features.length === 0) return longest
  const named = texts.filter((column) => textNames.has(column.measure.name.toLowerCase()))
  return named.length === 1 && features.length <= 2 ? (named[0] ?? null) : null
}

function warnAboutTexts(
  text: TypedColumn | null,
  texts: TypedColumn[],
  features: TypedColumn[],
  warnings: Warning[],
): void {
  const others = texts.filter((column) => column !== text)
  const names = (list: TypedColumn[]) => list.map((column) => `"${column.measure.name}"`).join(', ')
  if (!text && texts.length > 0) {
    warnings.push({
      code: 'text_ignored',
      message: `Training on the table ignores its free text ${names(texts)}. Ingest it as text to learn from that instead.`,
    })
  } else if (text && others.length + features.length > 0) {
    warnings.push({
      code: 'columns_ignored',
      message: `Only "${text.measure.name}" is used for training; ${names([...others, ...features].slice(0, 10))} stay unused.`,
    })
  }
}
