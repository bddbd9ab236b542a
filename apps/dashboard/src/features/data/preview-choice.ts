import type { LabelFormat, PreviewRole, UploadPreview } from '@assay/datasets/schema'
import type { AskedColumns } from './column-choice.ts'

/** What the person made of a preview; null where they left it as it is. */
export type PreviewChoice = { roles: Record<string, PreviewRole>; format: LabelFormat } | null

export type Roles = Record<string, PreviewRole>

export const rolesOf = ({ columns }: UploadPreview): Roles =>
  Object.fromEntries(columns.map(({ name, role }) => [name, role]))

const only: readonly PreviewRole[] = ['text', 'weight', 'split']

/**
 * Gives a column a role. What only one column can be, another loses by it; several columns can be the label only where
 * each holds 0 and 1.
 */
export function withRole(preview: UploadPreview, roles: Roles, name: string, role: PreviewRole): Roles {
  const next = { ...roles }
  const canJoin = (one: string) =>
    preview.columns.some((column) => column.name === one && column.canBeIndicator)
  const release = (one: string) => {
    next[one] = 'feature'
  }
  for (const [one, held] of Object.entries(roles)) {
    if (one === name) continue
    if (only.includes(role) && held === role) release(one)
    if (role === 'label' && held === 'label' && !(canJoin(one) && canJoin(name))) release(one)
  }
  next[name] = role
  return next
}

/** The options an upload is sent with: nothing where nothing was decided, so that all rows are inferred from. */
export function askedOf(preview: UploadPreview, choice: PreviewChoice): AskedColumns {
  if (choice === null) return {}
  const { roles, format } = choice
  const named = (role: PreviewRole) =>
    preview.columns.flatMap(({ name }) => (roles[name] === role ? [name] : []))
  const labels = named('label')
  const [label] = labels
  const [text] = named('text')
  const [weight] = named('weight')
  const [split] = named('split')
  const before = rolesOf(preview)
  const ignored = named('ignored').filter((name) => before[name] !== 'ignored')
  return {
    ...(labels.length > 1
      ? { indicatorColumns: labels }
      : label !== undefined && { labelColumn: label, labelFormat: format }),
    ...(text === undefined ? { kind: 'table' } : { kind: 'text', textColumn: text }),
    ...(weight !== undefined && { weightColumn: weight }),
    ...(split !== undefined && { splitColumn: split }),
    ...(ignored.length > 0 && { ignoredColumns: ignored }),
  }
}
