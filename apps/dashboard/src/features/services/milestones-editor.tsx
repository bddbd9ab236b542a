import { Plus, Trash2 } from 'lucide-react'
import { Button } from '../../ui/button.tsx'
import { Textarea } from '../../ui/field.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { emptyMilestone, type MilestoneForm } from './quote-form.ts'

/** What is delivered when, and the part of the total that it is worth, tax included. */
export function MilestonesEditor({
  milestones,
  currency,
  onChange,
}: {
  milestones: MilestoneForm[]
  currency: string
  onChange: (milestones: MilestoneForm[]) => void
}) {
  const set = (at: number, change: Partial<MilestoneForm>) =>
    onChange(milestones.map((one, place) => (place === at ? { ...one, ...change } : one)))
  return (
    <div className="grid gap-4">
      {milestones.map((one, at) => (
        <div key={at} className="grid gap-2" data-testid="quote-milestone">
          <div className="grid grid-cols-2 items-end gap-2 sm:grid-cols-[1fr_9rem_10rem_auto]">
            <TextField
              label={`Milestone ${at + 1}`}
              className="max-sm:col-span-2"
              required
              maxLength={200}
              value={one.title}
              onType={(title) => set(at, { title })}
              testId={`milestone-${at}-title`}
            />
            <TextField
              label={`Incl. tax (${currency.toUpperCase()})`}
              required
              inputMode="decimal"
              value={one.amount}
              onType={(amount) => set(at, { amount })}
              testId={`milestone-${at}-amount`}
            />
            <TextField label="Due" type="date" value={one.dueOn} onType={(dueOn) => set(at, { dueOn })} />
            <Button
              look="ghost"
              size="icon"
              aria-label={`Remove milestone ${at + 1}`}
              disabled={milestones.length === 1}
              onClick={() => onChange(milestones.filter((_, place) => place !== at))}
            >
              <Trash2 />
            </Button>
          </div>
          <Textarea
            aria-label={`What milestone ${at + 1} delivers`}
            placeholder="What it delivers and how that is verified"
            className="min-h-10"
            maxLength={4_000}
            value={one.description}
            onChange={(event) => set(at, { description: event.target.value })}
          />
        </div>
      ))}
      <Button
        size="sm"
        className="justify-self-start"
        disabled={milestones.length >= 50}
        onClick={() => onChange([...milestones, { ...emptyMilestone }])}
        data-testid="add-milestone"
      >
        <Plus />
        Add a milestone
      </Button>
    </div>
  )
}
