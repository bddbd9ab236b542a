import type { DatasetProfile } from '@assay/datasets/schema'
import { X } from 'lucide-react'
import { formatCount, plural } from '../../../lib/format.ts'
import type { DatasetVersionView } from '../../../lib/views.ts'
import { toastError } from '../../../ui/action-toast.ts'
import { Button } from '../../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../../ui/card.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { useMakeVersion } from '../use-make-version.ts'
import { type ClassPlan, changesIn, editsOf, noPlan, previewPlan } from './class-plan.ts'

const shown = 20

/** What the plan comes to: each step with its undo, and every class that changes. */
export function PlanCard({
  version,
  profile,
  plan,
  onChange,
}: {
  version: DatasetVersionView
  profile: DatasetProfile
  plan: ClassPlan
  onChange: (plan: ClassPlan) => void
}) {
  const make = useMakeVersion(version, () => onChange(noPlan))
  const edits = editsOf(plan)
  const changes = previewPlan(profile.classes, plan)
  const count = changesIn(plan)
  const withoutName = (label: string) => {
    const renamed = new Map(plan.renamed)
    renamed.delete(label)
    onChange({ ...plan, renamed })
  }
  const withoutDrop = (label: string) => {
    const dropped = new Set(plan.dropped)
    dropped.delete(label)
    onChange({ ...plan, dropped })
  }
  return (
    <Card data-testid="class-plan" className="lg:sticky lg:top-4">
      <CardHeader title={plural(count, 'change')} description="The version is not created yet." />
      <CardBody className="grid gap-4 text-[13px]">
        <ul aria-label="Changes" className="grid gap-1.5">
          {plan.splits.map((split) => (
            <Step
              key={`split ${split.label} ${JSON.stringify(split.filter)}`}
              onUndo={() => onChange({ ...plan, splits: plan.splits.filter((one) => one !== split) })}
            >
              {`${plural(split.rows, 'row')} of “${split.from}” become “${split.label}”`}
            </Step>
          ))}
          {[...plan.renamed].map(([from, to]) => (
            <Step key={`rename ${from}`} onUndo={() => withoutName(from)}>
              {profile.classes.some(({ label }) => label === to)
                ? `“${from}” merges into “${to}”`
                : `“${from}” becomes “${to}”`}
            </Step>
          ))}
          {[...plan.dropped].map((label) => (
            <Step key={`drop ${label}`} onUndo={() => withoutDrop(label)}>
              {profile.multiLabel
                ? `“${label}” is removed from its rows`
                : `“${label}” is removed with its rows`}
            </Step>
          ))}
        </ul>
        <ul aria-label="Classes after the change" className="grid gap-1 border-line border-t pt-3">
          {changes.slice(0, shown).map((one) => (
            <li key={one.label} className="flex justify-between gap-3">
              <span className="truncate">{one.label}</span>
              <span className="figure text-faint">
                {formatCount(one.before)} → {formatCount(one.after)}
              </span>
            </li>
          ))}
          {changes.length > shown && (
            <li className="text-faint">and {formatCount(changes.length - shown)} more</li>
          )}
        </ul>
        {!edits && (
          <Notice tone="bad">
            These renames are circular. Create one version with a temporary name, then the next.
          </Notice>
        )}
        <div className="flex flex-wrap gap-2">
          <Button
            look="primary"
            size="sm"
            disabled={!edits}
            pending={make.isPending}
            onClick={() => edits && make.mutate({ versionId: version.id, edits }, { onError: toastError })}
            data-testid="make-class-version"
          >
            Create version
          </Button>
          <Button look="ghost" size="sm" onClick={() => onChange(noPlan)}>
            Undo all
          </Button>
        </div>
      </CardBody>
    </Card>
  )
}

const Step = ({ children, onUndo }: { children: string; onUndo: () => void }) => (
  <li className="flex items-start justify-between gap-2">
    <span className="min-w-0 break-words">{children}</span>
    <button
      type="button"
      aria-label={`Undo: ${children}`}
      className="shrink-0 rounded-md p-0.5 text-faint hover:bg-sunken hover:text-ink"
      onClick={onUndo}
    >
      <X aria-hidden className="size-3.5" />
    </button>
  </li>
)
