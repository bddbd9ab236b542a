import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../../../lib/api.ts'
import { formatCount, plural } from '../../../lib/format.ts'
import { useDebounced } from '../../../lib/hooks.ts'
import type { DatasetVersionView } from '../../../lib/views.ts'
import { FormDialog } from '../../../ui/form-dialog.tsx'
import { TextField } from '../../../ui/text-field.tsx'
import { RowsLink } from '../rows/rows-link.tsx'
import type { PlannedSplit } from './class-plan.ts'

/** Rows of a class that hold some words become a class of their own. */
export function SplitDialog({
  version,
  label,
  onSplit,
  onClose,
}: {
  version: DatasetVersionView
  label: string
  onSplit: (split: PlannedSplit) => void
  onClose: () => void
}) {
  const [search, setSearch] = useState('')
  const [name, setName] = useState('')
  const settled = useDebounced(search.trim())
  const filter = { labels: [label], search: settled }
  const counted = useQuery(
    trpc.dataset.countRows.queryOptions({ versionId: version.id, filter }, { enabled: settled !== '' }),
  )
  const rows = settled === search.trim() && settled !== '' ? counted.data?.total : undefined
  const isReady = rows !== undefined && rows > 0 && name.trim() !== '' && name.trim() !== label
  const submit = () => {
    if (isReady) onSplit({ from: label, filter, label: name.trim(), rows })
  }
  return (
    <FormDialog
      title={`Split “${label}”`}
      description="Rows in this class containing these words get a new label; the rest keep theirs."
      action={`Plan split${rows ? ` of ${formatCount(rows)}` : ''}`}
      testId="plan-split"
      work={{ isPending: false, error: counted.error }}
      valid={isReady}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label="Words"
        hint={
          rows === undefined
            ? 'Not case-sensitive.'
            : rows === 0
              ? 'No row in this class holds them.'
              : `${plural(rows, 'row')} in this class ${rows === 1 ? 'holds' : 'hold'} them.`
        }
        required
        maxLength={500}
        value={search}
        testId="split-words"
        onType={setSearch}
      />
      <TextField
        label="Label of these rows"
        required
        maxLength={1000}
        value={name}
        testId="split-label"
        onType={setName}
      />
      <p className="text-[13px] text-faint">
        To split by column values, lengths or splits, filter{' '}
        <RowsLink
          version={version}
          search={{ labels: [label] }}
          className="text-accent-ink underline-offset-2 hover:underline"
        >
          the rows of “{label}”
        </RowsLink>{' '}
        and edit the results.
      </p>
    </FormDialog>
  )
}
