import { CheckCheck, CircleHelp, Flag, SkipForward, Undo2 } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { formatCount, formatPercent } from '../../lib/format.ts'
import type { LabellingOverview, LabellingQueue } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody } from '../../ui/card.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { EmptyState, ErrorState } from '../../ui/states.tsx'
import { ClassButtons } from './class-buttons.tsx'
import { commandOf } from './class-keys.ts'
import { ItemContent } from './item-content.tsx'
import { KeyHelp } from './key-help.tsx'
import { useAnswers } from './use-answers.ts'
import { WhyAsked } from './why-asked.tsx'

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, select, [role=dialog]') !== null

/** One row after the other, answered by key or by touch. */
export function Labeller({
  datasetId,
  queue,
  overview,
  onSaved,
  onUnsaved,
}: {
  datasetId: string
  queue: LabellingQueue
  overview: LabellingOverview
  onSaved: () => void
  onUnsaved: (count: number) => void
}) {
  const { classes } = overview.plan
  const { item, isEmpty, failure, unsaved, history, answer, undo, again } = useAnswers(
    datasetId,
    queue,
    onSaved,
  )
  useEffect(() => onUnsaved(unsaved), [onUnsaved, unsaved])
  const [help, setHelp] = useState(false)
  const search = useRef<HTMLInputElement>(null)
  const suggestion = item?.suggestion ?? null

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target))
        return
      // A focused button is pressed by these itself.
      if ((event.key === 'Enter' || event.key === ' ') && event.target instanceof HTMLButtonElement) return
      const command = commandOf(event.key, classes.length)
      if (!command) return
      event.preventDefault()
      if (command.type === 'answer') answer(classes[command.place] ?? null)
      else if (command.type === 'accept') suggestion && answer(suggestion.label)
      else if (command.type === 'skip') answer(null)
      else if (command.type === 'flag') answer(null, true)
      else if (command.type === 'undo') undo()
      else if (command.type === 'search') search.current?.focus()
      else setHelp(true)
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  })

  if (failure && !item) return <ErrorState error={failure} onRetry={again} />
  if (!item && isEmpty)
    return (
      <Card>
        <EmptyState
          icon={CheckCheck}
          title="Nothing for you here"
          action={
            history.length > 0 && (
              <Button onClick={undo}>
                <Undo2 />
                Undo the last answer
              </Button>
            )
          }
        >
          Everything in this queue is labelled or waiting for someone else.
        </EmptyState>
      </Card>
    )
  return (
    <Card data-testid="labeller">
      <CardBody className="grid gap-5">
        <div className="grid min-h-48 items-center" aria-live="polite" data-testid="row-to-label">
          {item ? <ItemContent item={item} /> : <Skeleton className="h-24 w-full" />}
        </div>
        {item && <WhyAsked item={item} onTake={answer} />}
        {suggestion && (
          <p className="text-[13px] text-soft">
            The model says <strong className="font-medium text-ink">{suggestion.label}</strong> (
            {formatPercent(suggestion.score)}).{' '}
            <Button
              size="sm"
              look="ghost"
              onClick={() => answer(suggestion.label)}
              data-testid="accept-suggestion"
            >
              Accept <kbd className="font-mono text-xs">Enter</kbd>
            </Button>
          </p>
        )}
        <ClassButtons
          classes={classes}
          suggestion={suggestion?.label ?? null}
          given={item?.givenLabel ?? null}
          search={search}
          onAnswer={answer}
        />
        <div className="flex flex-wrap items-center gap-2 border-line border-t pt-4">
          <Button size="sm" onClick={() => answer(null)} disabled={!item}>
            <SkipForward />
            Skip
          </Button>
          <Button size="sm" onClick={() => answer(null, true)} disabled={!item}>
            <Flag />
            Flag for review
          </Button>
          <Button size="sm" onClick={undo} disabled={history.length === 0} data-testid="undo">
            <Undo2 />
            Take back
          </Button>
          <Button size="sm" look="ghost" onClick={() => setHelp(true)}>
            <CircleHelp />
            Keys
          </Button>
          <span className="ml-auto text-[13px] text-faint" role="status" data-testid="saved-state">
            {unsaved > 0 ? `Saving ${formatCount(unsaved)}…` : history.length > 0 ? 'All answers saved' : ''}
          </span>
        </div>
      </CardBody>
      <KeyHelp open={help} onOpenChange={setHelp} />
    </Card>
  )
}
