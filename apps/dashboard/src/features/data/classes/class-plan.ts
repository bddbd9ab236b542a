import type { ClassCount, DatasetEdit, RowFilter } from '@assay/datasets/schema'

/** Rows of a class that get a label of their own. */
export type PlannedSplit = { from: string; filter: RowFilter; label: string; rows: number }

/** What is meant to be done with the classes of a version, before it is made. */
export type ClassPlan = {
  /** By the name that a class has; two that get one name become one. */
  renamed: ReadonlyMap<string, string>
  dropped: ReadonlySet<string>
  splits: readonly PlannedSplit[]
}

export const noPlan: ClassPlan = { renamed: new Map(), dropped: new Set(), splits: [] }

export const changesIn = ({ renamed, dropped, splits }: ClassPlan): number =>
  renamed.size + dropped.size + splits.length

/** Renamings in an order in which none takes up what a later one gives away; null where they go in a circle. */
const ordered = (renamed: ReadonlyMap<string, string>): [from: string, to: string][] | null => {
  const left = new Map(renamed)
  const done: [string, string][] = []
  while (left.size > 0) {
    const next = [...left].find(([, to]) => !left.has(to))
    if (!next) return null
    done.push(next)
    left.delete(next[0])
  }
  return done
}

/** The plan as edits: rows are split off first, classes go, and the others get their names. Null for names in a circle. */
export const editsOf = ({ renamed, dropped, splits }: ClassPlan): DatasetEdit[] | null => {
  const renames = ordered(renamed)
  if (!renames) return null
  return [
    ...splits.map(({ filter, label }): DatasetEdit => ({ type: 'relabel_matching', filter, label })),
    ...[...dropped].map((label): DatasetEdit => ({ type: 'drop_label', label })),
    ...renames.map(([from, to]): DatasetEdit => ({ type: 'rename_label', from, to })),
  ]
}

export type ClassChange = { label: string; before: number; after: number }

/** Every class that has more or fewer rows afterwards, new ones first. */
export const previewPlan = (classes: readonly ClassCount[], plan: ClassPlan): ClassChange[] => {
  const before = new Map(classes.map(({ label, count }) => [label, count]))
  const after = new Map(before)
  const move = (from: string, to: string | null, rows: number) => {
    after.set(from, Math.max(0, (after.get(from) ?? 0) - rows))
    if (to !== null) after.set(to, (after.get(to) ?? 0) + rows)
  }
  for (const { from, label, rows } of plan.splits) move(from, label, rows)
  for (const label of plan.dropped) move(label, null, after.get(label) ?? 0)
  for (const [from, to] of ordered(plan.renamed) ?? []) move(from, to, after.get(from) ?? 0)
  return [...after]
    .map(([label, count]) => ({ label, before: before.get(label) ?? 0, after: count }))
    .filter((one) => one.before !== one.after)
    .sort((a, b) => a.before - b.before || b.after - a.after)
}
