import type { Session } from '../duck.ts'
import { DatasetUnusable } from '../errors.ts'
import { profileColumns } from '../profile-columns.ts'
import type { ColumnQuestion, IngestOptions, LabelFormat, LabelList } from '../schema/index.ts'
import { rawColumn } from './cells.ts'
import type { TypedColumn } from './column-types.ts'
import { chooseLabel } from './label-choice.ts'
import { findLabelLists } from './label-lists.ts'
import { isIndicator, type LabelSource } from './label-source.ts'
import { previewRows } from './measure.ts'
import { findColumn, saysWhyRefused } from './roles.ts'

const previewCount = 10
/** Beside a text, so many columns of 0 and 1 are likely labels and not features. */
const fewestIndicators = 3

/**
 * Where the labels stand, as asked for or inferred; otherwise what to ask the person. A mark between labels is
 * never acted on without having been asked about.
 */
export async function findLabel(
  session: Session,
  columns: TypedColumn[],
  options: IngestOptions,
  maxClasses: number,
): Promise<LabelSource | ColumnQuestion> {
  const {
    labelColumn: asked,
    labelFormat,
    indicatorColumns,
    textColumn,
    weightColumn,
    splitColumn,
    ignoredColumns,
  } = options
  if (indicatorColumns)
    return { kind: 'indicators', columns: indicatorColumns.map((name) => findColumn(columns, name)) }
  if (asked && labelFormat) return { kind: 'column', column: findColumn(columns, asked), format: labelFormat }
  const named = [...ignoredColumns, textColumn, weightColumn, splitColumn].filter(
    (name) => name !== undefined,
  )
  const taken = new Set(named.map((name) => findColumn(columns, name)))
  const free = columns.filter((column) => !taken.has(column) && !saysWhyRefused(column.measure.name))
  const lists = await findLabelLists(session, asked ? [findColumn(columns, asked)] : free)
  const settle = (column: TypedColumn): LabelSource | null => {
    const format: LabelFormat = labelFormat ?? lists.get(column)?.format ?? 'single'
    const isSure = labelFormat !== undefined || format === 'single' || format === 'array'
    return isSure ? { kind: 'column', column, format } : null
  }
  if (asked) {
    const column = findColumn(columns, asked)
    return settle(column) ?? ask(session, columns, listReason(column), [column], lists, [])
  }
  const choice = chooseLabel(free, maxClasses, lists)
  const indicators = await indicatorsBesideText(session, free)
  if (choice.status === 'doubtful') {
    requireLabelled(columns)
    return ask(session, columns, choice.reason, choice.candidates, lists, indicators)
  }
  if (indicators.includes(choice.column)) {
    const reason = 'Several columns hold only 0 and 1: each could be a label of its own.'
    return ask(session, columns, reason, [choice.column], lists, indicators)
  }
  return (
    settle(choice.column) ??
    ask(session, columns, listReason(choice.column), [choice.column], lists, indicators)
  )
}

function listReason({ measure }: TypedColumn): string {
  return `The cells of "${measure.name}" seem to list several labels each.`
}

/** A file of nothing but texts can be labelled here; of other files one column is what a wrong delimiter leaves. */
function requireLabelled(columns: readonly TypedColumn[]): void {
  if (columns.length >= 2 || columns[0]?.type === 'text') return
  throw new DatasetUnusable(
    'dataset_unusable',
    'Only one column was found. The file needs an input and a label in each row, separated by a comma, semicolon, tab or |.',
  )
}

async function indicatorsBesideText(
  session: Session,
  columns: readonly TypedColumn[],
): Promise<TypedColumn[]> {
  if (!columns.some((column) => column.type === 'text')) return []
  const found: TypedColumn[] = []
  for (const column of columns) {
    const { index, distinct, present } = column.measure
    if (distinct > 2 || present === 0 || (column.type !== 'number' && column.type !== 'boolean')) continue
    const [row = []] = await session.rows(`select bool_and(${isIndicator(rawColumn(index))}) from cells`)
    if (row[0] === true) found.push(column)
  }
  return found.length >= fewestIndicators ? found : []
}

async function ask(
  session: Session,
  columns: readonly TypedColumn[],
  reason: string,
  candidates: readonly TypedColumn[],
  lists: ReadonlyMap<TypedColumn, LabelList>,
  indicators: readonly TypedColumn[],
): Promise<ColumnQuestion> {
  const profiles = await profileColumns(
    session,
    'cells',
    'rowid',
    columns.map(({ measure, type, expression }) => ({
      name: measure.name,
      type,
      role: type === 'text' ? ('text' as const) : ('feature' as const),
      note: null,
      expression,
    })),
  )
  return {
    reason,
    columns: profiles,
    labelCandidates: candidates.map((column) => column.measure.name),
    preview: await previewRows(session, columns.length, previewCount),
    ...(lists.size > 0 && { labelLists: [...lists.values()] }),
    ...(indicators.length > 0 && { indicators: indicators.map((column) => column.measure.name) }),
  }
}
