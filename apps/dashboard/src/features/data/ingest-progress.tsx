import type { IngestProgress } from '@assay/datasets/schema'
import { Check } from 'lucide-react'
import { cn } from '../../lib/class-names.ts'
import { formatBytes, formatCount, formatTimeLeft } from '../../lib/format.ts'
import type { DatasetVersionView } from '../../lib/views.ts'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { Progress } from '../../ui/progress.tsx'

const stages = [
  ['reading', 'Read and repair'],
  ['profiling', 'Profile the columns'],
  ['splitting', 'Split train, validation, test'],
  ['writing', 'Write the version'],
] as const

/** Too early a guess is a wrong one. */
const tellsAfterSeconds = 2

function Pace({ progress, fraction }: { progress: IngestProgress; fraction: number | null }) {
  const { seconds, rowsRead, stage } = progress
  if (!seconds || seconds < tellsAfterSeconds || !fraction) return null
  return (
    <span data-testid="ingest-pace">
      {stage === 'reading' && `, ${formatCount(Math.round(rowsRead / seconds))} rows a second`}
      {`, about ${formatTimeLeft(seconds / fraction - seconds)} left`}
    </span>
  )
}

export function IngestProgressCard({ version }: { version: DatasetVersionView }) {
  const { progress } = version
  const at = stages.findIndex(([stage]) => stage === progress?.stage)
  const fraction =
    progress && progress.bytesTotal > 0
      ? progress.stage === 'reading'
        ? (0.7 * progress.bytesRead) / progress.bytesTotal
        : 0.7 + 0.1 * at
      : null
  return (
    <Card aria-live="polite" data-testid="ingest-progress">
      <CardHeader
        title={progress ? 'Reading your file' : 'Waiting for a worker'}
        description="You can leave this page; it keeps running."
      />
      <CardBody className="grid gap-4">
        <Progress fraction={fraction} label="Import" />
        <p className="figure text-[13px] text-faint">
          {progress
            ? `${formatCount(progress.rowsRead)} rows, ${formatBytes(progress.bytesRead)} of ${formatBytes(progress.bytesTotal)}`
            : 'Usually a second or less.'}
          {progress && <Pace progress={progress} fraction={fraction} />}
        </p>
        <ol className="grid gap-2 sm:grid-cols-4">
          {stages.map(([stage, label], index) => (
            <li
              key={stage}
              aria-current={index === at ? 'step' : undefined}
              className={cn(
                'flex items-center gap-2 text-[13px]',
                index === at ? 'font-medium text-ink' : 'text-faint',
              )}
            >
              <span
                className={cn(
                  'grid size-5 shrink-0 place-items-center rounded-full border text-[11px]',
                  index < at && 'border-transparent bg-good-soft text-good',
                  index === at && 'border-accent text-accent-ink',
                )}
              >
                {index < at ? <Check aria-label="Done" className="size-3" /> : index + 1}
              </span>
              {label}
            </li>
          ))}
        </ol>
      </CardBody>
    </Card>
  )
}
