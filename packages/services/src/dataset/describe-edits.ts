import type { DatasetEdit } from '@assay/datasets/schema'
import { describeFilter } from './describe-filter.ts'

const count = (number: number, one: string): string =>
  `${number.toLocaleString('en')} ${number === 1 ? one : `${one}s`}`

const describe = (edit: DatasetEdit): string => {
  switch (edit.type) {
    case 'drop_rows':
      return `${count(edit.rows.length, 'row')} dropped`
    case 'relabel':
      return `${count(edit.changes.length, 'row')} relabelled`
    case 'move_rows':
      return `${count(edit.rows.length, 'row')} moved to ${edit.to}`
    case 'add_rows':
      return `${count(edit.rows.length, 'row')} added`
    case 'keep_matching':
      return `only ${describeFilter(edit.filter)} kept`
    case 'drop_matching':
      return `${describeFilter(edit.filter)} dropped`
    case 'relabel_matching':
      return `${describeFilter(edit.filter)} relabelled "${edit.label}"`
    case 'rename_label':
      return `"${edit.from}" renamed "${edit.to}"`
    case 'drop_label':
      return `"${edit.label}" left out`
    case 'ignore_columns':
      return `${edit.columns.map((name) => `"${name}"`).join(', ')} left out`
    case 'redact':
      return 'personal data redacted'
    case 'clean_text':
      return 'texts cleaned'
  }
}

const shown = 6

/** What a list of edits did, as part of a sentence. */
export const describeEdits = (edits: readonly DatasetEdit[]): string => {
  const parts = edits.slice(0, shown).map(describe)
  if (edits.length > shown) parts.push(`and ${count(edits.length - shown, 'more edit')}`)
  return parts.join(', ')
}
