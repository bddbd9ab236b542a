import { CircleAlert, CircleCheck, CirclePause, CircleQuestionMark } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from '../../lib/class-names.ts'
import { formatMoment } from '../../lib/format.ts'
import { usePageTitle } from '../../lib/hooks.ts'
import { locale } from '../../lib/locale.ts'
import type { PlatformStatus } from '../../lib/views.ts'
import { Brand } from '../../ui/brand.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { LineFigure } from '../../ui/chart.tsx'

const looks = {
  up: { icon: CircleCheck, look: 'border-good/25 bg-good-soft text-good' },
  down: { icon: CircleAlert, look: 'border-bad/25 bg-bad-soft text-bad' },
  stopped: { icon: CirclePause, look: 'border-line bg-sunken text-soft' },
  unknown: { icon: CircleQuestionMark, look: 'border-line bg-sunken text-soft' },
} as const

/** A page for anybody, signed in or not: who it is about, how it is now, and since when that is known. */
export function StatusShell({
  title,
  state,
  sentence,
  at,
  children,
}: {
  title: string
  state: keyof typeof looks
  sentence: string
  at: Date
  children: ReactNode
}) {
  usePageTitle(title)
  const { icon: Icon, look } = looks[state]
  return (
    <div className="mx-auto grid w-full max-w-3xl content-start gap-6 px-4 py-8 sm:px-6 sm:py-12">
      <header className="flex flex-wrap items-center justify-between gap-3">
        <Brand />
        <p className="text-[13px] text-faint">As of {formatMoment(at)}</p>
      </header>
      <div className="grid gap-6">
        <h1 className="break-words font-semibold text-2xl tracking-tight">{title}</h1>
        <div
          role="status"
          data-testid="status-now"
          className={cn('flex items-center gap-3 rounded-xl border px-5 py-4 font-medium', look)}
        >
          <Icon aria-hidden className="size-5 shrink-0" />
          {sentence}
        </div>
        {children}
      </div>
    </div>
  )
}

const formatMs = (ms: number): string => (ms < 10 ? `${Number(ms.toFixed(1))} ms` : `${Math.round(ms)} ms`)
const hour = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' })

/** How long answers took over the last day. */
export function LatencyCard({ latency }: Pick<PlatformStatus, 'latency'>) {
  const { p50Ms, p99Ms, hours } = latency
  return (
    <Card>
      <CardHeader
        title="Prediction response times"
        description={
          p50Ms === null || p99Ms === null
            ? 'No calls in the last 24 hours.'
            : `Over the last 24 hours, half took at most ${formatMs(p50Ms)} and 99 of 100 at most ${formatMs(p99Ms)}.`
        }
      />
      {p50Ms !== null && (
        <CardBody>
          <LineFigure
            label="Response times over the last 24 hours"
            data={hours.map((point) => ({ ...point, at: point.at.getTime() }))}
            x="at"
            xName="Time"
            formatX={(at) => hour.format(new Date(Number(at)))}
            formatY={formatMs}
            domain={[0, 'auto']}
            series={[
              { key: 'p50Ms', name: 'p50', dots: true, colour: 'var(--chart-1)' },
              { key: 'p99Ms', name: 'p99', dots: true, colour: 'var(--chart-3)' },
            ]}
          />
        </CardBody>
      )}
    </Card>
  )
}
