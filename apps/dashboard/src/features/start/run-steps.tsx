import { Link } from '@tanstack/react-router'
import { Check, CircleAlert, LoaderCircle } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from '../../lib/class-names.ts'
import { formatCount, formatPercent, formatTimeLeft } from '../../lib/format.ts'
import { familyName } from '../../lib/names.ts'
import type { SolutionRunView } from '../../lib/views.ts'
import { linkLook } from '../../ui/link.tsx'
import { Progress } from '../../ui/progress.tsx'

type StepState = 'waiting' | 'running' | 'done' | 'failed'
type Step = { title: string; state: StepState; said: ReactNode; fraction?: number | null }

const stateOf = (run: SolutionRunView, begun: boolean, done: boolean): StepState => {
  if (done) return 'done'
  if (!begun) return 'waiting'
  return run.status === 'failed' ? 'failed' : 'running'
}

const dataStep = (run: SolutionRunView): Step => {
  const { version, datasetId, datasetVersionId } = run
  const done = version?.status === 'ready'
  const asks = version?.status === 'needs_label' && datasetId && datasetVersionId
  return {
    title: run.ownData ? 'Read your data' : 'Create and read the sample data',
    state: stateOf(run, true, done),
    fraction: null,
    said: done ? (
      <>{formatCount(version.rows ?? 0)} rows, split into training, validation and test.</>
    ) : asks ? (
      <Link
        to="/data/$datasetId/versions/$versionId"
        params={{ datasetId, versionId: datasetVersionId }}
        className={linkLook}
      >
        Choose the label column
      </Link>
    ) : version?.progress ? (
      <>{formatCount(version.progress.rowsRead)} rows read</>
    ) : (
      'Usually a second or two.'
    ),
  }
}

const trainingStep = (run: SolutionRunView): Step => {
  const { job, modelVersion } = run
  const { progress } = job ?? {}
  const done = modelVersion !== null
  const left = progress?.secondsLeft ?? null
  return {
    title: 'Train and measure',
    state: stateOf(run, job !== null, done),
    fraction: progress?.fraction ?? null,
    said: done ? (
      <>{formatPercent(modelVersion.accuracy, 1)} correct on rows it had never seen.</>
    ) : progress?.family ? (
      left === null ? (
        <>{familyName(progress.family)} is training</>
      ) : (
        <>
          {familyName(progress.family)} is training, about {formatTimeLeft(left)} left
        </>
      )
    ) : (
      'Several classifiers compete; the best on held-out rows wins.'
    ),
  }
}

const deployStep = (run: SolutionRunView): Step => ({
  title: 'Deploy',
  state: stateOf(run, run.modelVersion !== null, run.deploymentId !== null),
  said: run.deploymentId ? 'Live: it answers calls.' : 'Your own HTTPS endpoint.',
})

/** The three steps from data to an endpoint, as far as they have come. */
export const RunSteps = ({ run }: { run: SolutionRunView }) => (
  <ol className="grid gap-1" data-testid="solution-steps">
    {[dataStep(run), trainingStep(run), deployStep(run)].map((step, index) => (
      <li
        key={step.title}
        aria-current={step.state === 'running' ? 'step' : undefined}
        className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 py-3"
      >
        <StepMark state={step.state} number={index + 1} />
        <div className="grid min-h-12 gap-1">
          <p className={cn('font-medium text-sm', step.state === 'waiting' && 'text-faint')}>{step.title}</p>
          <p className="text-[13px] text-faint">{step.said}</p>
          {step.state === 'running' && step.fraction !== undefined && (
            <Progress fraction={step.fraction} label={step.title} className="mt-1 max-w-md" />
          )}
        </div>
      </li>
    ))}
  </ol>
)

const StepMark = ({ state, number }: { state: StepState; number: number }) => (
  <span
    className={cn(
      'grid size-8 place-items-center rounded-full border font-semibold text-xs',
      state === 'done' && 'border-transparent bg-good-soft text-good',
      state === 'failed' && 'border-transparent bg-bad-soft text-bad',
      state === 'running' && 'border-accent text-accent-ink',
      state === 'waiting' && 'border-line-strong text-faint',
    )}
  >
    {state === 'done' && <Check aria-label="Done" className="size-4" />}
    {state === 'failed' && <CircleAlert aria-label="Failed" className="size-4" />}
    {state === 'running' && <LoaderCircle aria-label="Running" className="size-4 animate-spin" />}
    {state === 'waiting' && number}
  </span>
)
