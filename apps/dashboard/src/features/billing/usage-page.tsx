import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Activity } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { downloadUsage } from '../../lib/download.ts'
import { formatCalendarDay, formatCompact, formatCount, formatDay, formatPercent } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import { usePagedQuery, usePageInAddress } from '../../lib/paged-query.ts'
import type { UsageView } from '../../lib/views.ts'
import { Bars } from '../../ui/bars.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { BarFigure, LineFigure } from '../../ui/chart.tsx'
import { EventRow, eventColumns } from '../../ui/events-table.tsx'
import { ListTable } from '../../ui/list-table.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { Progress } from '../../ui/progress.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { Settled } from '../../ui/settled.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { DownloadButton } from './download-button.tsx'
import { ForecastCard } from './forecast-card.tsx'
import { usageCourse } from './usage-course.ts'

export function UsagePage() {
  const usage = useQuery(trpc.billing.usage.queryOptions(undefined, { refetchInterval: 15_000 }))
  return (
    <>
      <PageHeader
        title="Usage"
        description="Every prediction is an event, and you can trace every event to its invoice line."
      />
      <Settled>
        <QueryView query={usage} skeleton={<PageSkeleton />}>
          {(one) => (
            <div className="grid gap-6">
              <AllowanceCard usage={one} />
              <ForecastCard />
              <CourseCard usage={one} />
              <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
                <ByDayCard usage={one} />
                <ByDeploymentCard usage={one} />
              </div>
            </div>
          )}
        </QueryView>
        <EventsCard />
      </Settled>
    </>
  )
}

function AllowanceCard({ usage }: { usage: UsageView }) {
  const over = Math.max(0, usage.used - usage.included)
  const share = usage.included > 0 ? usage.used / usage.included : usage.used > 0 ? 1 : 0
  const hard = usage.hardLimit !== null
  return (
    <Card>
      <CardBody className="grid gap-4 pt-5">
        <div className="flex flex-wrap items-end justify-between gap-x-8 gap-y-2">
          <div>
            <p className="text-[13px] text-faint">Predictions this period</p>
            <p className="figure font-semibold text-3xl tracking-tight" data-testid="usage-used">
              {formatCount(usage.used)}{' '}
              <span className="font-normal text-faint text-lg">
                of {formatCount(usage.included)} included
              </span>
            </p>
          </div>
          <p className="text-[13px] text-faint">
            {formatDay(usage.periodStart)} – {formatDay(usage.periodEnd)}
          </p>
        </div>
        <Progress
          fraction={share}
          label="Share of allowance used"
          className="h-2.5"
          tone={share >= 1 && hard ? 'bad' : share >= 0.8 ? 'warn' : 'accent'}
        />
        <div className="flex flex-wrap items-center justify-between gap-3 text-[13px]">
          <p className="text-soft">
            {hard
              ? usage.used >= (usage.hardLimit ?? 0)
                ? usage.moneyLimit !== null && usage.moneyLimit <= usage.used
                  ? 'The spend cap or prepaid credits are used up. See Billing.'
                  : 'Your allowance is used up. Calls are refused until the period ends or you change plans.'
                : `Calls are refused beyond ${formatCount(usage.hardLimit ?? 0)}; ${formatCount(Math.max(0, (usage.hardLimit ?? 0) - usage.used))} are left.`
              : over > 0
                ? `${formatCount(over)} over the allowance: ${formatMoney(usage.overageMinor, usage.currency, { maxDigits: 4 })} so far.`
                : `${formatPercent(Math.max(0, 1 - share), 0)} left. Beyond that, calls continue and are billed.`}
          </p>
          <Button size="sm" asChild>
            <Link to="/billing">Plan and billing</Link>
          </Button>
        </div>
      </CardBody>
    </Card>
  )
}

function CourseCard({ usage }: { usage: UsageView }) {
  const forecast = useQuery(trpc.billing.forecast.queryOptions())
  const line = forecast.data?.lines.find(({ meter }) => meter === 'predictions')
  // Drawn anew with each answer of the server, so the clock of that moment will do.
  const course = usageCourse(usage, Date.now(), line?.projected ?? null)
  return (
    <Card>
      <CardHeader
        title="Usage over the period"
        description="Cumulative predictions, and their forecast total."
      />
      <CardBody>
        <LineFigure
          label="Cumulative predictions over the period"
          data={course}
          x="at"
          xName="Time"
          formatX={(at) => formatDay(new Date(Number(at)))}
          formatY={formatCompact}
          domain={[0, 'auto']}
          series={[
            { key: 'used', name: 'Used', colour: 'var(--chart-1)' },
            { key: 'expected', name: 'Expected', colour: 'var(--chart-1)', dashed: true },
            ...(usage.included > 0
              ? [{ key: 'included', name: 'Included', colour: 'var(--line-strong)', dashed: true }]
              : []),
          ]}
        />
      </CardBody>
    </Card>
  )
}

const ByDayCard = ({ usage }: { usage: UsageView }) => (
  <Card>
    <CardHeader title="By day" description="Days in UTC." />
    <CardBody>
      {usage.byDay.length === 0 ? (
        <p className="text-[13px] text-faint">Nothing yet in this period.</p>
      ) : (
        <BarFigure
          label="Predictions by day"
          data={usage.byDay}
          x="day"
          xName="Day"
          series={[{ key: 'quantity', name: 'Predictions', colour: 'var(--chart-1)' }]}
          formatX={(day) => formatCalendarDay(String(day))}
          formatY={formatCompact}
        />
      )}
    </CardBody>
  </Card>
)

const ByDeploymentCard = ({ usage }: { usage: UsageView }) => (
  <Card>
    <CardHeader title="By deployment" />
    <CardBody>
      {usage.byDeployment.length === 0 ? (
        <p className="text-[13px] text-faint">Nothing yet in this period.</p>
      ) : (
        <Bars
          label="Predictions by deployment"
          bars={usage.byDeployment.map((one) => ({
            key: one.deploymentId,
            label: (
              <Link
                to="/deployments/$deploymentId"
                params={{ deploymentId: one.deploymentId }}
                className="rounded-sm hover:underline"
              >
                {one.name}
              </Link>
            ),
            value: one.quantity,
            shown: formatCount(one.quantity),
          }))}
        />
      )}
    </CardBody>
  </Card>
)

function EventsCard() {
  const events = usePagedQuery(usePageInAddress({ resetScroll: false }), 25, (window) =>
    trpc.billing.usageEvents.queryOptions(window),
  )
  return (
    <ListTable
      label="Usage events"
      className="mt-6"
      query={events}
      header={
        <CardHeader
          title="Events of this period"
          description="Newest first. CSV exports cover the last 31 days."
          actions={
            <div className="flex flex-wrap gap-2">
              <DownloadButton download={() => downloadUsage('call')} testId="export-calls">
                By call
              </DownloadButton>
              <DownloadButton download={() => downloadUsage('day')} testId="export-days">
                By day
              </DownloadButton>
            </div>
          }
        />
      }
      columns={eventColumns()}
      row={(one) => <EventRow key={one.requestId} event={one} />}
      noun="event"
      empty={
        <EmptyState icon={Activity} title="No calls yet in this period">
          Try a deployment in its playground, or call its endpoint with an API key.
        </EmptyState>
      }
    />
  )
}
