import { rowCondition } from '../browse/row-condition.ts'
import { DatasetUnusable } from '../errors.ts'
import {
  type CleaningStep,
  type DatasetEdit,
  type DatasetProfile,
  isEveryRow,
  type PersonalDataKind,
  type RowFilter,
  type SplitName,
} from '../schema/index.ts'

export type AddedRow = Extract<DatasetEdit, { type: 'add_rows' }>['rows'][number]

export type Matching = { filter: RowFilter; action: 'keep' | 'drop' | { label: string } }

/** What a list of edits comes to. */
export type EditPlan = {
  dropped: Set<number>
  relabelled: Map<number, string>
  moved: Map<number, SplitName>
  added: AddedRow[]
  /** In order: what happens to the rows that a filter leaves in. */
  matching: Matching[]
  /** In order; `to` null takes the label away. */
  renamed: { from: string; to: string | null }[]
  ignored: Set<string>
  cleaning: Set<CleaningStep>
  redacted: { kinds: Set<PersonalDataKind>; mode: 'mask' | 'hash' } | null
}

/** Reads edits against the version that they are made on. Throws `DatasetUnusable` for what is not there. */
export function planEdits(profile: DatasetProfile, edits: readonly DatasetEdit[]): EditPlan {
  const plan: EditPlan = {
    dropped: new Set(),
    relabelled: new Map(),
    moved: new Map(),
    added: [],
    matching: [],
    renamed: [],
    ignored: new Set(),
    cleaning: new Set(),
    redacted: null,
  }
  const labels = new Set(profile.classes.map((row) => row.label))
  const requireRow = (row: number) => {
    if (row >= profile.rows)
      throw new DatasetUnusable('row_unknown', `There is no row ${row}; the last one is ${profile.rows - 1}.`)
    return row
  }
  const requireLabel = (label: string) => {
    if (!labels.has(label)) throw new DatasetUnusable('label_unknown', `No row has the label "${label}".`)
    return label
  }
  for (const edit of edits)
    switch (edit.type) {
      case 'drop_rows':
        for (const row of edit.rows) plan.dropped.add(requireRow(row))
        break
      case 'relabel':
        requireOneLabel(profile)
        for (const { row, label } of edit.changes) {
          plan.relabelled.set(requireRow(row), label)
          labels.add(label)
        }
        break
      case 'move_rows':
        for (const row of edit.rows) plan.moved.set(requireRow(row), edit.to)
        break
      case 'add_rows':
        requireAddable(profile)
        for (const row of edit.rows) {
          requireValues(profile, row)
          plan.added.push(row)
          labels.add(row.label)
        }
        break
      case 'keep_matching':
      case 'drop_matching':
        requireFilter(profile, edit.filter)
        plan.matching.push({ filter: edit.filter, action: edit.type === 'keep_matching' ? 'keep' : 'drop' })
        break
      case 'relabel_matching':
        requireOneLabel(profile)
        requireFilter(profile, edit.filter)
        plan.matching.push({ filter: edit.filter, action: { label: edit.label } })
        labels.add(edit.label)
        break
      case 'rename_label':
        plan.renamed.push({ from: requireLabel(edit.from), to: edit.to })
        labels.delete(edit.from)
        labels.add(edit.to)
        break
      case 'drop_label':
        plan.renamed.push({ from: requireLabel(edit.label), to: null })
        labels.delete(edit.label)
        break
      case 'ignore_columns':
        for (const name of edit.columns) plan.ignored.add(requireFeature(profile, name))
        break
      case 'clean_text':
        if (profile.textColumn === null)
          throw new DatasetUnusable('column_unknown', 'Only text datasets can be cleaned as text.')
        for (const step of edit.steps) plan.cleaning.add(step)
        break
      case 'redact':
        if (profile.textColumn === null)
          throw new DatasetUnusable('column_unknown', 'Personal data can be redacted only in text datasets.')
        plan.redacted = { kinds: new Set([...(plan.redacted?.kinds ?? []), ...edit.kinds]), mode: edit.mode }
        break
    }
  if (!profile.multiLabel && labels.size < 2)
    throw new DatasetUnusable(
      'dataset_unusable',
      'Only one label would be left, and a classifier needs at least two.',
    )
  const features = profile.columns.filter(({ role, name }) => role === 'feature' && !plan.ignored.has(name))
  if (profile.kind === 'table' && features.length === 0)
    throw new DatasetUnusable('dataset_unusable', 'No column would be left to learn from.')
  return plan
}

function requireOneLabel(profile: DatasetProfile): void {
  if (profile.multiLabel)
    throw new DatasetUnusable(
      'label_unknown',
      'Rows with several labels cannot be relabelled with a single one.',
    )
}

/** Throws where it names what is not there, or nothing at all. */
function requireFilter(profile: DatasetProfile, filter: RowFilter): void {
  if (isEveryRow(filter))
    throw new DatasetUnusable(
      'dataset_unusable',
      'The filter matches every row. Specify which rows you mean.',
    )
  rowCondition(profile, filter)
}

function requireFeature(profile: DatasetProfile, name: string): string {
  const column = profile.columns.find((candidate) => candidate.name === name)
  if (column?.role === 'feature') return name
  throw new DatasetUnusable('column_unknown', `"${name}" is not a column used for training.`)
}

function requireAddable(profile: DatasetProfile): void {
  if (profile.multiLabel || profile.image || profile.audio)
    throw new DatasetUnusable(
      'dataset_unusable',
      'Rows can be added one by one to texts and tables with one label per row.',
    )
}

function requireValues({ columns, labelColumn, textColumn }: DatasetProfile, { values }: AddedRow): void {
  const names = new Set(columns.map(({ name }) => name))
  for (const name of Object.keys(values))
    if (name === labelColumn || !names.has(name))
      throw new DatasetUnusable('column_unknown', `There is no column "${name}" to add a value to.`)
  const text = textColumn === null ? null : values[textColumn]
  if (textColumn !== null && (typeof text !== 'string' || text.trim() === ''))
    throw new DatasetUnusable('dataset_unusable', `An added row needs text in "${textColumn}".`)
}
