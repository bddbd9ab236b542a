import type { SentInput } from '@assay/ml-core/schema'
import type { PublicPageView } from '@assay/services/views'
import { lazy, Suspense, useState } from 'react'
import { useBrand } from '../../lib/brand.ts'
import { formatMs, formatPercent } from '../../lib/format.ts'
import { Badge } from '../../ui/badge.tsx'
import { Brand } from '../../ui/brand.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PublicTrial } from '../../ui/playground/public-trial.tsx'
import { siteWidth } from '../../ui/site-frame.tsx'
import { CallCard } from './call-card.tsx'
import { ModelCard } from './model-card.tsx'

const Markdown = lazy(async () => ({ default: (await import('../../ui/markdown.tsx')).Markdown }))

const states = {
  up: { tone: 'good', text: 'Answers' },
  down: { tone: 'bad', text: 'Having issues' },
  stopped: { tone: 'neutral', text: 'Stopped' },
} as const

const kinds = {
  text: 'Takes text',
  table: 'Takes table rows',
  image: 'Takes images',
  audio: 'Takes audio',
} as const

const inputOf = ({ kind, examples, columns }: PublicPageView): SentInput =>
  examples[0] ??
  (kind === 'text'
    ? 'Your text'
    : kind === 'table'
      ? Object.fromEntries(columns.map(({ name, type }) => [name, type === 'number' ? 0 : '']))
      : { b64: '' })

/** A deployment that its people opened to anybody. */
export function PublicPage({ deployment, embedded }: { deployment: PublicPageView; embedded: boolean }) {
  const { name } = useBrand()
  const [input, setInput] = useState(() => inputOf(deployment))
  if (embedded)
    return (
      <main className="grid grid-cols-[minmax(0,1fr)] gap-4 p-4">
        <h1 className="font-semibold text-lg">{deployment.title}</h1>
        <Trial deployment={deployment} />
        <a
          href={`/p/${deployment.slug}`}
          target="_blank"
          rel="noreferrer"
          aria-label={`${deployment.title} on ${name}`}
          className="justify-self-end"
        >
          <Brand className="text-[13px]" />
        </a>
      </main>
    )
  return (
    <div className={`${siteWidth} grid grid-cols-[minmax(0,1fr)] gap-8 py-10`}>
      <Head deployment={deployment} />
      {deployment.description && (
        <Suspense fallback={<div className="min-h-24" />}>
          <Markdown text={deployment.description} className="max-w-[46rem]" />
        </Suspense>
      )}
      <section aria-label="Playground" className="grid grid-cols-[minmax(0,1fr)] gap-3">
        <Trial deployment={deployment} onInput={setInput} />
        <p className="text-[13px] text-faint">
          Up to {deployment.dailyCap} tries a day across all visitors. Do not enter anything confidential.
        </p>
      </section>
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)]">
        <CallCard deployment={deployment} input={input} />
        <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
          {deployment.card && <ModelCard card={deployment.card} />}
          <Card>
            <CardHeader title={deployment.several ? 'Labels, any number' : 'Answers'} />
            <CardBody className="flex flex-wrap gap-1.5">
              {deployment.labels.map((label) => (
                <Badge key={label}>{label}</Badge>
              ))}
            </CardBody>
          </Card>
        </div>
      </div>
    </div>
  )
}

const Trial = ({
  deployment,
  onInput,
}: {
  deployment: PublicPageView
  onInput?: (input: SentInput) => void
}) => (
  <>
    {deployment.stopped && (
      <Notice tone="warn">This deployment is currently stopped and does not answer calls.</Notice>
    )}
    <PublicTrial deployment={deployment} {...(onInput && { onInput })} />
  </>
)

function Head({ deployment }: { deployment: PublicPageView }) {
  const { status } = deployment
  const state = states[status.state]
  return (
    <header className="grid gap-3">
      <h1 className="break-words font-semibold text-3xl tracking-tight sm:text-4xl">{deployment.title}</h1>
      <dl className="flex flex-wrap items-center gap-x-6 gap-y-2 text-[13px] text-soft">
        <div className="flex items-center gap-2">
          <dt className="sr-only">Status</dt>
          <dd>
            <Badge tone={state.tone} dot>
              {state.text}
            </Badge>
          </dd>
        </div>
        <div className="flex items-center gap-2">
          <dt className="sr-only">Type</dt>
          <dd>{kinds[deployment.kind]}</dd>
        </div>
        {status.p50Ms !== null && (
          <div className="flex items-center gap-1.5">
            <dt>Half of the calls within</dt>
            <dd className="figure font-medium text-ink">{formatMs(status.p50Ms)}</dd>
          </div>
        )}
        {status.p99Ms !== null && (
          <div className="flex items-center gap-1.5">
            <dt>99% of calls within</dt>
            <dd className="figure font-medium text-ink">{formatMs(status.p99Ms)}</dd>
          </div>
        )}
        {status.uptime !== null && (
          <div className="flex items-center gap-1.5">
            <dt>Answered, last 90 days</dt>
            <dd className="figure font-medium text-ink">{formatPercent(status.uptime, 2)}</dd>
          </div>
        )}
      </dl>
    </header>
  )
}
