import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { trpc } from '../../../lib/api.ts'
import { formatCount, plural } from '../../../lib/format.ts'
import { useDebounced } from '../../../lib/hooks.ts'
import type { DatasetVersionView } from '../../../lib/views.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog, DialogBody, DialogClose, DialogContent, DialogFooter } from '../../../ui/dialog.tsx'
import { Field, Input } from '../../../ui/field.tsx'
import { FormError } from '../../../ui/form-error.tsx'
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
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isReady) onSplit({ from: label, filter, label: name.trim(), rows })
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title={`Split “${label}”`}
        description="Its rows that hold these words get another label; the others keep theirs."
      >
        <form onSubmit={submit} className="contents">
          <DialogBody>
            <Field
              label="Words"
              hint={
                rows === undefined
                  ? 'Upper and lower case are the same.'
                  : rows === 0
                    ? 'No row of this class holds them.'
                    : `${plural(rows, 'row')} of this class ${rows === 1 ? 'holds' : 'hold'} them.`
              }
            >
              {(control) => (
                <Input
                  {...control}
                  required
                  maxLength={500}
                  value={search}
                  data-testid="split-words"
                  onChange={(event) => setSearch(event.target.value)}
                />
              )}
            </Field>
            <Field label="Label of these rows">
              {(control) => (
                <Input
                  {...control}
                  required
                  maxLength={1000}
                  value={name}
                  data-testid="split-label"
                  onChange={(event) => setName(event.target.value)}
                />
              )}
            </Field>
            <p className="text-[13px] text-faint">
              By a column’s values, lengths or splits: filter{' '}
              <RowsLink
                version={version}
                search={{ labels: [label] }}
                className="text-accent-ink underline-offset-2 hover:underline"
              >
                the rows of “{label}”
              </RowsLink>{' '}
              and edit what is found.
            </p>
            <FormError error={counted.error} />
          </DialogBody>
          <DialogFooter>
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button type="submit" look="primary" disabled={!isReady} data-testid="plan-split">
              Plan the split{rows ? ` of ${formatCount(rows)}` : ''}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  )
}
