import type { DatasetProfile } from '@assay/datasets/schema'
import { Pencil, Split, Trash2, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { cn } from '../../../lib/class-names.ts'
import { formatCount, formatPercent } from '../../../lib/format.ts'
import { useSession } from '../../../lib/session.ts'
import type { DatasetVersionView } from '../../../lib/views.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card, CardHeader } from '../../../ui/card.tsx'
import { DataTable, numericColumns } from '../../../ui/data-table.tsx'
import { SearchBox } from '../../../ui/search-box.tsx'
import { Td, Tr, wideOnly } from '../../../ui/table.tsx'
import { RowsLink } from '../rows/rows-link.tsx'
import { ClassNameDialog } from './class-name-dialog.tsx'
import { type ClassPlan, changesIn, noPlan } from './class-plan.ts'
import { PlanCard } from './plan-card.tsx'
import { SplitDialog } from './split-dialog.tsx'

const shown = 200

/** The classes of a version: renamed, merged, split and dropped in a plan that becomes one new version. */
export function ClassManager({ version, profile }: { version: DatasetVersionView; profile: DatasetProfile }) {
  const { canWrite } = useSession()
  const [plan, setPlan] = useState<ClassPlan>(noPlan)
  const [sought, setSought] = useState('')
  const [dialog, setDialog] = useState<{ type: 'rename' | 'split'; label: string } | null>(null)
  const found = profile.classes.filter(({ label }) => label.toLowerCase().includes(sought.toLowerCase()))
  const rename = (label: string, to: string | null) => {
    const renamed = new Map(plan.renamed)
    if (to === null || to === label) renamed.delete(label)
    else renamed.set(label, to)
    setPlan({ ...plan, renamed })
  }
  const drop = (label: string, isDropped: boolean) => {
    const dropped = new Set(plan.dropped)
    if (isDropped) dropped.add(label)
    else dropped.delete(label)
    const renamed = new Map(plan.renamed)
    renamed.delete(label)
    setPlan({ ...plan, dropped, renamed })
  }
  return (
    <div
      className={cn('grid items-start gap-6', changesIn(plan) > 0 && 'lg:grid-cols-[minmax(0,1fr)_20rem]')}
    >
      <Card>
        <CardHeader
          title={profile.multiLabel ? 'Labels' : 'Classes'}
          description="Give two classes the same name to merge them. Nothing changes until you create the version."
          actions={
            profile.classes.length > 10 && (
              <SearchBox label="Search classes" value={sought} onSearch={setSought} className="w-56" />
            )
          }
        />
        <DataTable
          label="Classes"
          className="border-line border-t"
          columns={['Class', ...numericColumns('Rows'), { label: 'Share', align: 'right', wideOnly: true }]}
          actions={canWrite}
          rows={found.slice(0, shown)}
          row={({ label, count }) => (
            <Tr key={label}>
              <Td className="max-w-72">
                <span className="flex flex-wrap items-center gap-2">
                  <span
                    className={cn(
                      'truncate font-medium',
                      plan.dropped.has(label) && 'text-faint line-through',
                    )}
                  >
                    {label}
                  </span>
                  {plan.renamed.has(label) && <Badge tone="warn">will be “{plan.renamed.get(label)}”</Badge>}
                  {plan.splits.some(({ from }) => from === label) && <Badge tone="warn">will be split</Badge>}
                </span>
              </Td>
              <Td align="right">
                <RowsLink
                  version={version}
                  search={{ labels: [label] }}
                  className="text-accent-ink underline-offset-2 hover:underline"
                >
                  {formatCount(count)}
                </RowsLink>
              </Td>
              <Td align="right" className={cn('text-faint', wideOnly)}>
                {formatPercent(count / Math.max(1, profile.rows))}
              </Td>
              {canWrite && (
                <Td align="right">
                  <ClassActions
                    label={label}
                    isDropped={plan.dropped.has(label)}
                    canSplit={!profile.multiLabel && count > 1}
                    onRename={() => setDialog({ type: 'rename', label })}
                    onSplit={() => setDialog({ type: 'split', label })}
                    onDrop={(isDropped) => drop(label, isDropped)}
                  />
                </Td>
              )}
            </Tr>
          )}
        />
        {found.length > shown && (
          <p className="px-5 py-3 text-[13px] text-faint">
            and {formatCount(found.length - shown)} smaller ones: search for them
          </p>
        )}
        {found.length === 0 && <p className="px-5 py-6 text-faint text-sm">No matching classes.</p>}
      </Card>
      {changesIn(plan) > 0 && <PlanCard version={version} profile={profile} plan={plan} onChange={setPlan} />}
      {dialog?.type === 'rename' && (
        <ClassNameDialog
          label={dialog.label}
          name={plan.renamed.get(dialog.label) ?? dialog.label}
          classes={profile.classes}
          onClose={() => setDialog(null)}
          onName={(name) => {
            rename(dialog.label, name)
            setDialog(null)
          }}
        />
      )}
      {dialog?.type === 'split' && (
        <SplitDialog
          version={version}
          label={dialog.label}
          onClose={() => setDialog(null)}
          onSplit={(split) => {
            setPlan({ ...plan, splits: [...plan.splits, split] })
            setDialog(null)
          }}
        />
      )}
    </div>
  )
}

function ClassActions({
  label,
  isDropped,
  canSplit,
  onRename,
  onSplit,
  onDrop,
}: {
  label: string
  isDropped: boolean
  canSplit: boolean
  onRename: () => void
  onSplit: () => void
  onDrop: (isDropped: boolean) => void
}) {
  if (isDropped)
    return (
      <Button size="sm" look="ghost" aria-label={`Keep ${label}`} onClick={() => onDrop(false)}>
        <Undo2 />
        Keep
      </Button>
    )
  return (
    <span className="flex justify-end gap-1">
      <Button size="iconSm" look="ghost" aria-label={`Rename ${label}`} onClick={onRename}>
        <Pencil />
      </Button>
      {canSplit && (
        <Button size="iconSm" look="ghost" aria-label={`Split ${label}`} onClick={onSplit}>
          <Split />
        </Button>
      )}
      <Button size="iconSm" look="ghost" aria-label={`Drop ${label}`} onClick={() => onDrop(true)}>
        <Trash2 />
      </Button>
    </span>
  )
}
