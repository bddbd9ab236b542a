import { Check } from 'lucide-react'
import { cn } from '../../lib/class-names.ts'
import { formatCount, formatPercent, formatTimeLeft } from '../../lib/format.ts'
import { backendName, familyName } from '../../lib/names.ts'
import type { TrainingJobView } from '../../lib/views.ts'
import { Card, CardBody } from '../../ui/card.tsx'
import { FactGrid } from '../../ui/facts.tsx'
import { Progress } from '../../ui/progress.tsx'

const stages = [
  ['preparing', 'Prepare'],
  ['training', 'Train'],
  ['evaluating', 'Evaluate'],
  ['packing', 'Package'],
] as const

export function ProgressCard({ job }: { job: TrainingJobView }) {
  const { progress } = job
  const at = stages.findIndex(([stage]) => stage === progress?.stage)
  return (
    <Card>
      <CardBody className="grid gap-4 pt-5">
        <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-2">
          <p className="figure font-semibold text-3xl tracking-tight">
            {progress
              ? formatPercent(progress.fraction, 0)
              : job.status === 'queued'
                ? 'Waiting for a worker'
                : 'Starting'}
          </p>
          <p className="figure text-faint text-sm" role="status">
            {progress?.secondsLeft != null
              ? `about ${formatTimeLeft(progress.secondsLeft)} left`
              : progress
                ? 'estimating the time left'
                : job.status === 'queued'
                  ? 'starts as soon as one is free'
                  : 'reading the data'}
          </p>
        </div>
        <Progress
          fraction={progress?.fraction ?? null}
          label="Training"
          className="h-2.5"
          data-testid="training-progress"
        />
        <ol className="grid grid-cols-4 gap-2">
          {stages.map(([stage, label], index) => (
            <li
              key={stage}
              aria-current={index === at ? 'step' : undefined}
              className={cn(
                'flex items-center gap-1.5 text-[13px]',
                index === at ? 'font-medium text-ink' : 'text-faint',
              )}
            >
              {index < at ? (
                <Check aria-label="Done" className="size-3.5 text-good" />
              ) : (
                <span
                  aria-hidden
                  className={cn('mx-1 size-1.5 rounded-full', index === at ? 'bg-accent' : 'bg-line-strong')}
                />
              )}
              {label}
            </li>
          ))}
        </ol>
        <FactGrid
          className="border-line border-t pt-4 sm:grid-cols-5"
          items={[
            ['Classifier', progress?.family ? familyName(progress.family) : '–'],
            ['Epoch', outOf(progress?.epoch == null ? null : Math.ceil(progress.epoch), progress?.epochs)],
            ['Step', outOf(progress?.step, progress?.steps)],
            ['Loss', progress?.loss == null ? '–' : progress.loss.toFixed(4)],
            ['Backend', progress ? backendName(progress.backend) : '–'],
          ]}
        />
      </CardBody>
    </Card>
  )
}

const outOf = (done: number | null | undefined, all: number | null | undefined): string =>
  done == null ? '–' : all == null ? formatCount(done) : `${formatCount(done)} of ${formatCount(all)}`
