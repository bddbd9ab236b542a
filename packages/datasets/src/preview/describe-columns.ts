import type { Session } from '../duck.ts'
import { DatasetUnusable } from '../errors.ts'
import type { TypedColumn } from '../infer/column-types.ts'
import type { LabelSource } from '../infer/label-source.ts'
import { previewRows } from '../infer/measure.ts'
import { planColumns } from '../infer/roles.ts'
import { findSplitColumn } from '../infer/split-column.ts'
import { profileColumns } from '../profile-columns.ts'
import type { ColumnQuestion, IngestOptions } from '../schema/index.ts'
import type { PreviewColumn, PreviewRole, UploadPreview } from '../schema/preview.ts'

const shownRows = 8
const shownSamples = 3

type Described = Pick<
  UploadPreview,
  'kind' | 'columns' | 'preview' | 'labelFormat' | 'question' | 'labelCandidates' | 'labelLists'
>

/** Every column with its role, as an ingest of these rows would plan it. */
export async function describeColumns(
  session: Session,
  columns: TypedColumn[],
  label: LabelSource | ColumnQuestion,
  options: IngestOptions,
  rows: number,
): Promise<Described> {
  const isAsked = 'reason' in label
  const split = await findSplitColumn(session, columns, options)
  const { kind, roles } = isAsked ? guess(columns, split) : plan(columns, label, options, rows, split)
  const profiles = await profileColumns(
    session,
    'cells',
    'rowid',
    columns.map(({ measure, type, expression }) => ({
      name: measure.name,
      type,
      role: 'feature' as const,
      note: null,
      expression,
    })),
  )
  const lists = isAsked ? (label.labelLists ?? []) : []
  return {
    kind,
    columns: profiles.map((profile): PreviewColumn => {
      const { role, note } = roles.get(profile.name) ?? { role: 'feature', note: null }
      const { name, type, distinct, samples } = profile
      const canBeIndicator = distinct <= 2 && (type === 'number' || type === 'boolean')
      return { name, type, role, note, distinct, samples: samples.slice(0, shownSamples), canBeIndicator }
    }),
    preview: await previewRows(session, columns.length, shownRows),
    labelFormat: !isAsked && label.kind === 'column' ? label.format : (lists[0]?.format ?? 'single'),
    question: isAsked ? label.reason : null,
    labelCandidates: isAsked ? label.labelCandidates : [],
    labelLists: lists.map(({ column, format }) => ({ column, format })),
  }
}

type Roles = Map<string, { role: PreviewRole; note: string | null }>
type Planned = { kind: 'text' | 'table'; roles: Roles }

/** Where the label is in doubt, the longest text is what it will be told from. */
function guess(columns: readonly TypedColumn[], split: TypedColumn | null): Planned {
  const text = columns
    .filter(({ type }) => type === 'text')
    .toSorted((a, b) => b.measure.meanLength - a.measure.meanLength)[0]
  const roles: Roles = new Map()
  for (const column of columns) {
    const role = column === text ? 'text' : column === split ? 'split' : 'feature'
    roles.set(column.measure.name, { role, note: null })
  }
  return { kind: text ? 'text' : 'table', roles }
}

function plan(
  columns: TypedColumn[],
  label: LabelSource,
  options: IngestOptions,
  rows: number,
  split: TypedColumn | null,
): Planned {
  const roles: Roles = new Map()
  try {
    const planned = planColumns(columns, label, options, rows, split)
    for (const { measure, role, note } of planned.columns) roles.set(measure.name, { role, note })
    if (split) roles.set(split.measure.name, { role: 'split', note: null })
    return { kind: planned.kind === 'text' ? 'text' : 'table', roles }
  } catch (error) {
    // The rows beyond the part may tell otherwise; what is planned here is a suggestion.
    if (!(error instanceof DatasetUnusable)) throw error
    return guess(columns, split)
  }
}
