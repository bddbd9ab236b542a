import { ArrowLeft, ArrowRight } from 'lucide-react'
import { cn } from '../../lib/class-names.ts'
import type { EngagementWorkState } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { workNames } from './service-status.tsx'

const order: EngagementWorkState[] = ['todo', 'in_progress', 'in_review', 'done']

/** One card of the board, with a button to the column on either side. */
export function BoardCard({
  title,
  note,
  state,
  last,
  movable,
  strong = false,
  onMove,
}: {
  title: string
  note: (string | null)[]
  state: EngagementWorkState
  /** As far to the right as it may go. */
  last: EngagementWorkState
  movable: boolean
  strong?: boolean
  onMove: (to: EngagementWorkState) => void
}) {
  const at = order.indexOf(state)
  const before = order[at - 1]
  const after = at < order.indexOf(last) ? order[at + 1] : undefined
  const step = (to: EngagementWorkState | undefined, Icon: typeof ArrowLeft) =>
    to && (
      <Button
        look="ghost"
        size="iconSm"
        aria-label={`Move “${title}” to ${workNames[to]}`}
        onClick={() => onMove(to)}
      >
        <Icon />
      </Button>
    )
  return (
    <li
      className="grid gap-1 rounded-lg border border-line bg-surface px-3 py-2 shadow-card"
      data-testid="board-card"
    >
      <span className={cn('break-words text-sm', strong && 'font-semibold')}>{title}</span>
      <span className="break-words text-[13px] text-faint">{note.filter(Boolean).join(' · ')}</span>
      {movable && (
        <span className="-mx-1.5 flex justify-between">
          {step(before, ArrowLeft) || <span />}
          {step(after, ArrowRight)}
        </span>
      )}
    </li>
  )
}
