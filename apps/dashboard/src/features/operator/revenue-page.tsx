import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { trpc } from '../../lib/api.ts'
import { formatCount, formatMonth, plural } from '../../lib/format.ts'
import { majorForChart } from '../../lib/money.ts'
import type { RevenueView } from '../../lib/views.ts'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { BarFigure } from '../../ui/chart.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { Stat, StatRow } from '../../ui/stat.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { Time } from '../../ui/time.tsx'
import { BridgeCard } from './bridge-card.tsx'
import { chartMoney } from './chart-money.ts'
import { CustomersTab } from './customers-tab.tsx'
import { MarginTab } from './margin-tab.tsx'
import { OutlookTab } from './outlook-tab.tsx'
import { ReceivablesTab } from './receivables-tab.tsx'
import { CurrencyTab } from './revenue-parts.tsx'
import { StreamsTab } from './streams-tab.tsx'

type Currency = RevenueView['currencies'][number]

const route = getRouteApi('/shell/operator/')

export function RevenuePage() {
  const { tab = 'overview' } = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <>
      <PageHeader title="Revenue" description={<Freshness />} />
      <Tabs
        label="Revenue"
        value={tab}
        onChange={(next) => void navigate({ search: next === 'overview' ? {} : { tab: next } })}
        items={[
          { value: 'overview', label: 'Overview', content: <OverviewTab /> },
          { value: 'streams', label: 'Streams', content: <StreamsTab /> },
          { value: 'customers', label: 'Customers', content: <CustomersTab /> },
          { value: 'receivables', label: 'Receivables', content: <ReceivablesTab /> },
          { value: 'outlook', label: 'Outlook', content: <OutlookTab /> },
          { value: 'margin', label: 'Margin', content: <MarginTab /> },
        ]}
      />
    </>
  )
}

/** How far the figures below have come. */
function Freshness() {
  const freshness = useQuery(trpc.operator.freshness.queryOptions(undefined, { refetchInterval: 30_000 }))
  const now = freshness.data
  if (!now) return 'Currencies are never mixed.'
  return (
    <span data-testid="freshness">
      As of <Time at={now.asOf} />
      {now.waitingEvents === 0
        ? ', with all Stripe events applied'
        : `, ${plural(now.waitingEvents, 'notice')} from Stripe not yet applied`}
      {now.lastAppliedAt && (
        <>
          {' '}
          (last <Time at={now.lastAppliedAt} />)
        </>
      )}
      . Currencies are never mixed.
      {now.differingPeriods > 0 && (
        <>
          {' '}
          <Link to="/operator/reconciliation" search={{ differing: 'yes' }} className="text-bad underline">
            {now.differingPeriods === 1
              ? 'Usage in 1 period does not reconcile.'
              : `Usage in ${formatCount(now.differingPeriods)} periods does not reconcile.`}
          </Link>
        </>
      )}
    </span>
  )
}

function OverviewTab() {
  const revenue = useQuery(trpc.operator.revenue.queryOptions(undefined, { refetchInterval: 30_000 }))
  return (
    <CurrencyTab query={revenue}>
      {(one, money) => <CurrencySection revenue={one} money={money} />}
    </CurrencyTab>
  )
}

function CurrencySection({ revenue, money }: { revenue: Currency; money: (minor: string) => string }) {
  return (
    <>
      <StatRow>
        <Stat
          label="MRR"
          data-testid="mrr"
          value={money(revenue.mrrMinor)}
          note={`${formatCount(revenue.subscribers)} paying`}
          explain="Monthly recurring revenue: the sum of the monthly plan prices of all active paid subscriptions, at each one’s plan version. Excludes usage."
        />
        <Stat
          label="Usage revenue"
          value={money(revenue.usageThisPeriodMinor)}
          note="this period, not yet invoiced"
          explain="Cost so far of predictions over the allowance in the current periods. It goes on the next invoices."
        />
        <Stat
          label="Invoiced"
          value={money(revenue.invoicedMinor)}
          note="all time"
          explain="Total of all finalised, non-void invoices, including tax."
        />
        <Stat
          label="Collected"
          value={money(revenue.collectedMinor)}
          note="all time"
          explain="What has been paid on them, less what was refunded or disputed."
        />
        <Stat
          label="Owed"
          value={money(revenue.owedMinor)}
          note="on open invoices"
          explain="Amount still due on open invoices."
        />
      </StatRow>
      <Card>
        <CardHeader title="By month" description="Plan prices, usage and custom services on invoices." />
        <CardBody>
          {revenue.byMonth.length === 0 ? (
            <p className="text-[13px] text-faint">The first invoice starts this chart.</p>
          ) : (
            <BarFigure
              label="Revenue by month"
              className="h-64"
              data={revenue.byMonth.map((one) => ({
                month: one.month,
                base: majorForChart(one.baseMinor, revenue.currency),
                usage: majorForChart(one.usageMinor, revenue.currency),
                services: majorForChart(one.servicesMinor, revenue.currency),
              }))}
              x="month"
              xName="Month"
              series={[
                { key: 'base', name: 'Plans', colour: 'var(--chart-1)' },
                { key: 'usage', name: 'Usage', colour: 'var(--chart-2)' },
                { key: 'services', name: 'Services', colour: 'var(--chart-3)' },
              ]}
              formatX={(month) => formatMonth(String(month))}
              formatY={chartMoney(revenue.currency)}
            />
          )}
        </CardBody>
      </Card>
      <BridgeCard revenue={revenue} />
    </>
  )
}
