import type { DatasetEdit, DatasetProfile, RowFilter } from '@assay/datasets/schema'
import { useQuery } from '@tanstack/react-query'
import { ListChecks, ListX, Split, Tag } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../../lib/api.ts'
import { formatCount, plural } from '../../../lib/format.ts'
import type { DatasetVersionView } from '../../../lib/views.ts'
import { Button } from '../../../ui/button.tsx'
import { FormDialog } from '../../../ui/form-dialog.tsx'
import { Menu, MenuContent, MenuItem, MenuTrigger } from '../../../ui/menu.tsx'
import { QueryView } from '../../../ui/query-view.tsx'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { TextField } from '../../../ui/text-field.tsx'
import { useMakeVersion } from '../use-make-version.ts'

type Action = 'keep' | 'drop' | 'relabel'
type Props = {
  version: DatasetVersionView
  profile: DatasetProfile
  filter: RowFilter
  /** How many rows it leaves in. */
  matching: number
}

/** What can be done with all rows that a filter leaves in, however many. */
export function MatchEdits(props: Props) {
  const [action, setAction] = useState<Action | null>(null)
  const { profile, filter, matching } = props
  const [only, ...more] = filter.labels ?? []
  const splits = only !== undefined && more.length === 0 && Object.keys(filter).length > 1
  return (
    <>
      <Menu>
        <MenuTrigger asChild>
          <Button size="sm" data-testid="match-edits">
            <ListChecks />
            Edit {matching === 1 ? 'this row' : `these ${formatCount(matching)} rows`}
          </Button>
        </MenuTrigger>
        <MenuContent align="start">
          <MenuItem onSelect={() => setAction('keep')}>
            <ListChecks />
            Create a version with only these
          </MenuItem>
          <MenuItem onSelect={() => setAction('drop')}>
            <ListX />
            Drop these
          </MenuItem>
          {!profile.multiLabel && (
            <MenuItem onSelect={() => setAction('relabel')} data-testid="relabel-matching">
              {splits ? <Split /> : <Tag />}
              {splits ? `Split them off from “${only}”` : 'Change their label'}
            </MenuItem>
          )}
        </MenuContent>
      </Menu>
      {action && <MatchDialog {...props} action={action} onClose={() => setAction(null)} />}
    </>
  )
}

const titles: Record<Action, string> = {
  keep: 'Version with only these rows',
  drop: 'Version without these rows',
  relabel: 'Change the label of these rows',
}

function MatchDialog({
  version,
  profile,
  filter,
  matching,
  action,
  onClose,
}: Props & { action: Action; onClose: () => void }) {
  const [label, setLabel] = useState('')
  const make = useMakeVersion(version, onClose)
  const counts = useQuery(trpc.dataset.countRows.queryOptions({ versionId: version.id, filter }))
  const left = action === 'keep' ? matching : action === 'drop' ? profile.rows - matching : profile.rows
  const submit = () => {
    const edit: DatasetEdit =
      action === 'relabel'
        ? { type: 'relabel_matching', filter, label: label.trim() }
        : { type: action === 'keep' ? 'keep_matching' : 'drop_matching', filter }
    make.mutate({ versionId: version.id, edits: [edit] })
  }
  return (
    <FormDialog
      title={titles[action]}
      description="This version stays unchanged, and every row keeps its split."
      action="Create version"
      testId="make-version"
      work={make}
      valid={action !== 'relabel' || label.trim() !== ''}
      onSubmit={submit}
      onClose={onClose}
    >
      {action === 'relabel' && (
        <TextField
          label="Label"
          hint="A new or existing label."
          required
          maxLength={1000}
          value={label}
          list="known-labels"
          testId="new-label"
          onType={setLabel}
        />
      )}
      <datalist id="known-labels">
        {profile.classes.slice(0, 200).map((one) => (
          <option key={one.label} value={one.label} />
        ))}
      </datalist>
      <QueryView query={counts} skeleton={<Skeleton className="h-20" />}>
        {({ classes }) => (
          <Preview
            profile={profile}
            matching={classes}
            action={action}
            label={label.trim()}
            rows={`${plural(left, 'row')} in the new version, ${formatCount(profile.rows)} in this one`}
          />
        )}
      </QueryView>
    </FormDialog>
  )
}

const shown = 12

/** Each class's rows before and after. */
function Preview({
  profile,
  matching,
  action,
  label,
  rows,
}: {
  profile: DatasetProfile
  matching: readonly { label: string; count: number }[]
  action: Action
  label: string
  rows: string
}) {
  const hit = new Map(matching.map((one) => [one.label, one.count]))
  const total = matching.reduce((sum, { count }) => sum + count, 0)
  const after = (name: string, before: number) => {
    const own = hit.get(name) ?? 0
    if (action === 'keep') return own
    if (action === 'drop') return before - own
    return name === label ? before + total - own : before - own
  }
  const isNew = action === 'relabel' && label !== '' && !profile.classes.some((one) => one.label === label)
  const changes = [
    ...(isNew ? [{ label, before: 0, after: total }] : []),
    ...profile.classes
      .map((one) => ({ label: one.label, before: one.count, after: after(one.label, one.count) }))
      .filter((one) => one.before !== one.after),
  ]
  return (
    <div className="grid gap-2 text-[13px]">
      <p className="text-soft">{rows}.</p>
      <ul aria-label="Classes that change" className="grid gap-1">
        {changes.slice(0, shown).map((one) => (
          <li key={one.label} className="flex justify-between gap-3">
            <span className="truncate">{one.label}</span>
            <span className="figure text-faint">
              {formatCount(one.before)} → {formatCount(one.after)}
            </span>
          </li>
        ))}
      </ul>
      {changes.length > shown && (
        <p className="text-faint">and {formatCount(changes.length - shown)} more classes</p>
      )}
    </div>
  )
}
