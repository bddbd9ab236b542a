import { useQuery } from '@tanstack/react-query'
import { TrendingUp } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { formatCount, formatMonth } from '../../lib/format.ts'
import { locale } from '../../lib/locale.ts'
import { formatMoney, majorForChart } from '../../lib/money.ts'
import type { RevenueView } from '../../lib/views.ts'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { BarFigure } from '../../ui/chart.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { Stat, StatRow } from '../../ui/stat.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { BridgeCard } from './bridge-card.tsx'

type Currency = RevenueView['currencies'][number]

export function RevenuePage() {
  const revenue = useQuery(trpc.operator.revenue.queryOptions(undefined, { refetchInterval: 30_000 }))
  return (
    <>
      <PageHeader
        title="Revenue"
        description={
          revenue.data ? (
            <>
              As of <Time at={revenue.data.asOf} />. Currencies are never mixed.
            </>
          ) : (
            'Currencies are never mixed.'
          )
        }
      />
      <QueryView query={revenue} skeleton={<PageSkeleton />}>
        {({ currencies }) =>
          currencies.length === 0 ? (
            <Card>
              <EmptyState icon={TrendingUp} title="No revenue yet">
                The first subscription to a paid plan appears here within seconds.
              </EmptyState>
            </Card>
          ) : (
            <div className="grid gap-10">
              {currencies.map((one) => (
                <CurrencySection key={one.currency} revenue={one} titled={currencies.length > 1} />
              ))}
            </div>
          )
        }
      </QueryView>
    </>
  )
}

function CurrencySection({ revenue, titled }: { revenue: Currency; titled: boolean }) {
  const money = (minor: string) => formatMoney(minor, revenue.currency)
  return (
    <section className="grid gap-6" aria-label={revenue.currency.toUpperCase()}>
      {titled && <h2 className="font-semibold text-lg">{revenue.currency.toUpperCase()}</h2>}
      <StatRow>
        <Stat
          label="MRR"
          data-testid="mrr"
          value={money(revenue.mrrMinor)}
          note={`${formatCount(revenue.subscribers)} paying`}
          explain="Monthly recurring revenue: the sum of the monthly plan prices of all live paid subscriptions, from each one’s own plan version. Usage is not in it."
        />
        <Stat
          label="Usage revenue"
          value={money(revenue.usageThisPeriodMinor)}
          note="this period, not yet invoiced"
          explain="What predictions over their allowance come to so far in the current periods. It goes onto the next invoices."
        />
        <Stat
          label="Invoiced"
          value={money(revenue.invoicedMinor)}
          note="all time"
          explain="The total of all finalised invoices that are not void."
        />
        <Stat
          label="Collected"
          value={money(revenue.collectedMinor)}
          note="all time"
          explain="What has been paid on them."
        />
        <Stat
          label="Owed"
          value={money(revenue.owedMinor)}
          note="on open invoices"
          explain="What is still due on open invoices."
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
              series={[
                { key: 'base', name: 'Plans', colour: 'var(--chart-1)' },
                { key: 'usage', name: 'Usage', colour: 'var(--chart-2)' },
                { key: 'services', name: 'Services', colour: 'var(--chart-3)' },
              ]}
              formatX={(month) => formatMonth(String(month))}
              formatY={(value) =>
                new Intl.NumberFormat(locale, {
                  style: 'currency',
                  currency: revenue.currency.toUpperCase(),
                  maximumFractionDigits: value < 10 ? 2 : 0,
                }).format(value)
              }
            />
          )}
        </CardBody>
      </Card>
      <BridgeCard revenue={revenue} />
    </section>
  )
}
