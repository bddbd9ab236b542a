import type { SentInput } from '@assay/ml-core/schema'
import { MousePointerClick } from 'lucide-react'
import { cn } from '../../lib/class-names.ts'
import { formatPercent } from '../../lib/format.ts'
import type { TryOutResult } from '../../lib/views.ts'
import { Badge } from '../badge.tsx'
import { Bars } from '../bars.tsx'
import { Card, CardBody, CardHeader } from '../card.tsx'
import { Skeleton } from '../skeleton.tsx'
import { EmptyState, ErrorState } from '../states.tsx'
import { ColumnAttributions, TextAttributions } from './explanation.tsx'
import { fileOf } from './file-input.ts'
import { PictureAttributions, SoundAttributions } from './region-explanation.tsx'

export function PredictionResult({
  thresholds,
  asked,
  rate,
  result,
  error,
  pending,
}: {
  /** Of a model that answers any number of labels: from which probability on each is answered. */
  thresholds: ReadonlyMap<string, number>
  asked: SentInput | null
  /** Samples a second, where the model takes sounds. */
  rate: number | undefined
  result: TryOutResult | undefined
  error: unknown
  pending: boolean
}) {
  if (error && !pending) {
    return (
      <Card className="grid place-items-center">
        <ErrorState error={error} />
      </Card>
    )
  }
  if (!result || asked === null) {
    return (
      <Card className={cn(pending ? 'grid content-start gap-4 p-5' : 'grid place-items-center')}>
        {pending ? (
          <>
            <Skeleton className="h-8 w-1/3" />
            <Skeleton />
            <Skeleton className="w-2/3" />
          </>
        ) : (
          <EmptyState icon={MousePointerClick} title="The answer appears here">
            With a score for each class and what supported it.
          </EmptyState>
        )}
      </Card>
    )
  }
  const { prediction, attributions, latencyMs } = result
  const file = fileOf(asked)
  const isSet = 'labels' in prediction
  // Of several labels the most probable one is explained.
  const explained = isSet ? prediction.scores[0]?.label : prediction.label
  return (
    <Card className={cn('transition-opacity', pending && 'opacity-60')} aria-live="polite">
      <CardHeader
        title={
          isSet ? (
            <AnsweredLabels labels={prediction.labels} />
          ) : (
            <span className="text-xl" data-testid="prediction-label">
              {prediction.label ?? 'No answer'}
            </span>
          )
        }
        description={
          isSet
            ? `${prediction.labels.length} of ${thresholds.size} labels reach their threshold`
            : prediction.label === null
              ? `Withheld: the score of ${formatPercent(prediction.score)} is too low for this deployment.`
              : `${formatPercent(prediction.score)} confidence`
        }
        actions={
          <span className="figure text-[13px] text-faint" title="Time inside the service">
            {latencyMs < 10 ? latencyMs.toFixed(1) : Math.round(latencyMs)} ms
          </span>
        }
      />
      <CardBody className="grid gap-6">
        <Bars
          label="Scores"
          max={1}
          bars={prediction.scores.slice(0, 8).map((one) => ({
            key: one.label,
            label: one.label,
            value: one.score,
            shown: shownScore(one.score, thresholds.get(one.label)),
          }))}
        />
        {attributions.length > 0 && (
          <section className="grid gap-2">
            <h3 className="font-medium text-[13px] text-soft">
              {explained === null ? 'What supported the withheld label' : `What supported “${explained}”`}
            </h3>
            {file && rate !== undefined ? (
              <SoundAttributions sound={file} rate={rate} attributions={attributions} />
            ) : file ? (
              <PictureAttributions picture={file} attributions={attributions} />
            ) : typeof asked === 'string' ? (
              <TextAttributions text={asked} attributions={attributions} />
            ) : (
              <ColumnAttributions attributions={attributions} />
            )}
          </section>
        )}
      </CardBody>
    </Card>
  )
}

const shownScore = (score: number, threshold: number | undefined): string =>
  threshold === undefined
    ? formatPercent(score)
    : `${formatPercent(score)}, ${score >= threshold ? 'answered' : 'not answered'} (from ${formatPercent(threshold, 0)})`

const AnsweredLabels = ({ labels }: { labels: readonly string[] }) => (
  <span className="flex flex-wrap gap-1.5" data-testid="prediction-labels">
    {labels.map((label) => (
      <Badge key={label} tone="accent" className="px-2.5 py-0.5 text-sm">
        {label}
      </Badge>
    ))}
    {labels.length === 0 && <span className="text-faint text-lg">No label</span>}
  </span>
)
