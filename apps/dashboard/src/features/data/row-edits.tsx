import type { DatasetProfile, DatasetRow } from '@assay/datasets/schema'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { formatCount } from '../../lib/format.ts'
import type { DatasetVersionView } from '../../lib/views.ts'
import { toastError } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Select } from '../../ui/select.tsx'
import { useMakeVersion } from './use-make-version.ts'

// No label of a real dataset: the empty string cannot be an option's value.
const noLabel = '\u0000none'

/** What a person means to do with rows, page by page, before it becomes a version. */
export type RowEdits = {
  selected: ReadonlySet<number>
  select: (rows: readonly number[], isSelected: boolean) => void
  /** `null`: the row is dropped. */
  pending: ReadonlyMap<number, string | null>
  plan: (change: string | null) => void
  clear: () => void
}

export function useRowEdits(): RowEdits {
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set())
  const [pending, setPending] = useState<ReadonlyMap<number, string | null>>(new Map())
  return {
    selected,
    pending,
    select: (rows, isSelected) => {
      const next = new Set(selected)
      for (const row of rows)
        if (isSelected) next.add(row)
        else next.delete(row)
      setSelected(next)
    },
    plan: (change) => {
      const next = new Map(pending)
      for (const row of selected) next.set(row, change)
      setPending(next)
      setSelected(new Set())
    },
    clear: () => {
      setSelected(new Set())
      setPending(new Map())
    },
  }
}

/** The label that a row will have, or that it goes. */
export const pendingNote = ({ pending }: RowEdits, { row }: DatasetRow): string | null => {
  const change = pending.get(row)
  if (change === undefined) return null
  return change === null ? 'will be dropped' : `will be "${change}"`
}

export function RowEditBar({
  edits,
  version,
  profile,
}: {
  edits: RowEdits
  version: DatasetVersionView
  profile: DatasetProfile
}) {
  const edit = useMakeVersion(version, edits.clear)
  const { selected, pending } = edits
  if (selected.size === 0 && pending.size === 0) return null
  const apply = () => {
    const dropped = [...pending].flatMap(([row, change]) => (change === null ? [row] : []))
    const changes = [...pending].flatMap(([row, label]) => (label === null ? [] : [{ row, label }]))
    const made = [
      ...(dropped.length > 0 ? [{ type: 'drop_rows' as const, rows: dropped }] : []),
      ...(changes.length > 0 ? [{ type: 'relabel' as const, changes }] : []),
    ]
    edit.mutate({ versionId: version.id, edits: made }, { onError: toastError })
  }
  return (
    <div
      role="toolbar"
      aria-label="Edit rows"
      className="sticky bottom-4 z-10 flex flex-wrap items-center gap-3 rounded-xl border border-line-strong bg-raised px-4 py-2.5 shadow-float"
    >
      {selected.size > 0 && (
        <>
          <span className="text-sm">{formatCount(selected.size)} selected</span>
          {!profile.multiLabel && (
            <Select
              aria-label="Relabel as"
              className="w-44"
              value={noLabel}
              onChange={(label) => label !== noLabel && edits.plan(label)}
              options={[
                { value: noLabel, label: 'Relabel as…' },
                ...profile.classes.map(({ label }) => ({ value: label, label })),
              ]}
            />
          )}
          <Button size="sm" onClick={() => edits.plan(null)}>
            <Trash2 />
            Drop
          </Button>
        </>
      )}
      <span className="ml-auto flex items-center gap-2">
        <Button size="sm" look="ghost" onClick={edits.clear}>
          {pending.size > 0 ? 'Undo all' : 'Select none'}
        </Button>
        {pending.size > 0 && (
          <Button size="sm" look="primary" pending={edit.isPending} onClick={apply} data-testid="apply-edits">
            Create a version with {formatCount(pending.size)} {pending.size === 1 ? 'edit' : 'edits'}
          </Button>
        )}
      </span>
    </div>
  )
}
