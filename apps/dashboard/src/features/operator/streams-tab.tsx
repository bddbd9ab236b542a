import { useQuery } from '@tanstack/react-query'
import { trpc } from '../../lib/api.ts'
import { formatMonth } from '../../lib/format.ts'
import { formatMoney, majorForChart } from '../../lib/money.ts'
import type { StreamMonth } from '../../lib/views.ts'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { BarFigure } from '../../ui/chart.tsx'
import { DataTable, numericColumns } from '../../ui/data-table.tsx'
import { Td, Tr } from '../../ui/table.tsx'
import { Explain } from '../../ui/tooltip.tsx'
import { chartMoney } from './chart-money.ts'
import { CsvButton, CurrencyTab } from './revenue-parts.tsx'

const gross = [
  ['subscription', 'Subscriptions', 'Plan prices and prorations on finalised invoices.'],
  ['usage', 'Usage', 'Usage on finalised invoices, and usage paid from prepaid wallets.'],
  ['services', 'Services', 'Custom services on finalised invoices, excluding tax.'],
  ['ads', 'Sponsors', 'What sponsors owe for ad views and clicks.'],
  ['expiredCredits', 'Expired credits', 'Purchased credits that expired.'],
  ['other', 'Other', 'Lines created in the Stripe dashboard.'],
] as const
const deductions = [
  ['discounts', 'Discounts', 'Reductions from coupons and promotion codes.'],
  ['creditNotes', 'Credit notes', 'Corrections to finalised invoices, excluding tax.'],
  ['refunds', 'Refunds', 'Refunds without a credit note.'],
  ['disputes', 'Disputes', 'What banks took back of payments, less what was won.'],
  ['voided', 'Voided', 'Invoices voided before they were paid.'],
] as const
const beside = [
  ['taxMinor', 'Tax payable', 'Collected for tax authorities; never counted as revenue.'],
  ['feesMinor', 'Stripe’s fees', 'What Stripe deducted from payments.'],
  ['disputeFeesMinor', 'Dispute fees', 'What Stripe charged for disputes, won or lost.'],
  ['promotionsMinor', 'Granted credits', 'Credits that you granted, less those that expired.'],
  ['badDebtMinor', 'Written off', 'Open invoices deemed uncollectible.'],
] as const

/** Gross by stream, what lowers it, and net: rows down, months across. */
export function StreamsTab() {
  const streams = useQuery(trpc.operator.revenueStreams.queryOptions())
  return (
    <CurrencyTab query={streams}>
      {({ currency, months }) => (
        <>
          <Card>
            <CardHeader title="Gross by stream" description="By ledger entry month, in UTC." />
            <CardBody>
              <BarFigure
                label="Gross revenue by stream and month"
                className="h-60"
                data={months.map((one) => ({
                  month: one.month,
                  ...Object.fromEntries(gross.map(([key]) => [key, majorForChart(one.gross[key], currency)])),
                }))}
                x="month"
                xName="Month"
                series={gross.slice(0, 4).map(([key, name], at) => ({
                  key,
                  name,
                  colour: `var(--chart-${at + 1})`,
                }))}
                formatX={(month) => formatMonth(String(month))}
                formatY={chartMoney(currency)}
              />
            </CardBody>
          </Card>
          <StreamsTable currency={currency} months={[...months].reverse().slice(0, 12)} />
        </>
      )}
    </CurrencyTab>
  )
}

function StreamsTable({ currency, months }: { currency: string; months: readonly StreamMonth[] }) {
  const money = (minor: string) => formatMoney(minor, currency)
  const row = (
    key: string,
    name: string,
    meaning: string,
    of: (month: StreamMonth) => string,
    look: { sign?: string; strong?: boolean } = {},
  ) => (
    <Tr key={key} className={look.strong ? 'font-semibold' : ''}>
      <Td className="whitespace-nowrap">
        <span className="inline-flex items-center gap-1">
          {name}
          <Explain label={name}>{meaning}</Explain>
        </span>
      </Td>
      {months.map((month) => (
        <Td key={month.month} align="right" className={Number(of(month)) === 0 ? 'text-faint' : ''}>
          {Number(of(month)) === 0 ? '–' : `${look.sign ?? ''}${money(of(month))}`}
        </Td>
      ))}
    </Tr>
  )
  return (
    <Card>
      <CardHeader
        title="Gross to net"
        description="Ledger totals, from the same entries as every tenant’s statement."
        actions={<CsvButton report="revenue-streams" />}
      />
      <DataTable
        label="Revenue streams"
        className="border-line border-t"
        columns={['Stream', ...numericColumns(...months.map(({ month }) => formatMonth(month)))]}
        rows={gross}
        row={([key, name, meaning]) => row(key, name, meaning, (month) => month.gross[key])}
      >
        {row('gross', 'Gross', 'The sum of the streams above.', (month) => month.grossMinor, {
          strong: true,
        })}
        {deductions.map(([key, name, meaning]) =>
          row(key, name, meaning, (month) => month.deductions[key], { sign: '−' }),
        )}
        {row('net', 'Net', 'Gross less deductions.', (month) => month.netMinor, { strong: true })}
        {beside.map(([key, name, meaning]) => row(key, name, meaning, (month) => month[key]))}
      </DataTable>
    </Card>
  )
}
