import { type BridgeMonth, formatDecimal, type MovementKind, mrrBridge, parseDecimal } from '@assay/billing'
import { type Db, tables } from '@assay/db'
import { sql } from 'drizzle-orm'
import { trimDecimal } from '../billing/plan-rows.ts'
import type { OperatorCtx } from '../core/context.ts'
import type { RevenueView } from '../views.ts'

type Totals = {
  currency: string
  invoiced: string
  collected: string
  owed: string
}
type MonthRow = { currency: string; month: string; base: string; usage: string; services: string }

/** Finalised invoices; what was voided is no revenue. */
const totalsOf = (db: Db) =>
  db.execute<Totals>(sql`
    select currency, sum(total_minor)::text as invoiced, (sum(amount_paid_minor) - coalesce((select sum(r.amount_minor) from refund r where r.currency = invoice.currency
        and r.invoice_id is not null and r.status not in ('failed', 'canceled')), 0)
      - coalesce((select sum(d.withdrawn_minor - d.reinstated_minor) from dispute d where d.currency = invoice.currency
        and d.invoice_id is not null), 0))::text as collected,
      coalesce(sum(amount_due_minor - amount_paid_minor) filter (where status = 'open'), 0)::text as owed
    from invoice where finalized_at is not null and status <> 'void' group by currency`)

const monthsOf = (db: Db) =>
  db.execute<MonthRow>(sql`
    select l.currency, to_char(i.finalized_at at time zone 'UTC', 'YYYY-MM') as month,
      coalesce(sum(l.amount_minor) filter (where l.kind not in ('usage', 'services', 'ads', 'tax')), 0)::text as base,
      coalesce(sum(l.amount_minor) filter (where l.kind = 'usage'), 0)::text as usage,
      coalesce(sum(l.amount_minor) filter (where l.kind = 'services'), 0)::text as services
    from invoice_line l join invoice i on i.id = l.invoice_id
    where i.finalized_at is not null and i.status <> 'void' group by 1, 2 order by 2`)

/** Overage of the running periods, exact; not yet on any invoice. */
const runningUsage = (db: Db) =>
  db.execute<{ currency: string; amount: string }>(sql`
    select v.currency, sum(trim_scale(usage_cost(meter_price(v, 'predictions'), b.used)))::text as amount
    from subscription s
    join plan_version v on v.id = s.plan_version_id and not v.prepaid
      and meter_price(v, 'predictions') is not null
    join lateral (select used from quota_balance q
      where q.workspace_id = s.workspace_id and q.meter = 'predictions' and q.subscription_id = s.id
      order by q.period_start desc limit 1) b on true
    where s.ended_at is null group by v.currency`)

const subscribers = (db: Db) =>
  db.execute<{ currency: string; mrr: string; subscribers: number }>(sql`
    select v.currency, sum(s.mrr_minor)::text as mrr, count(*)::int as subscribers
    from subscription s join plan_version v on v.id = s.plan_version_id
    where s.ended_at is null and s.stripe_subscription_id is not null and s.status <> 'unpaid'
    group by v.currency`)

const presentMonth = (row: BridgeMonth): RevenueView['currencies'][number]['mrrBridge'][number] => ({
  month: row.month,
  startMinor: row.startMinor.toString(),
  newMinor: row.newMinor.toString(),
  reactivationMinor: row.reactivationMinor.toString(),
  expansionMinor: row.expansionMinor.toString(),
  contractionMinor: row.contractionMinor.toString(),
  churnMinor: row.churnMinor.toString(),
  endMinor: row.endMinor.toString(),
})

/** Recurring and usage revenue, one entry per currency; amounts of two currencies are never added. */
export const revenue = async (ctx: OperatorCtx): Promise<RevenueView> => {
  const db = ctx.dbs.platform
  const asOf = ctx.now()
  const [totals, months, running, paying] = [
    await totalsOf(db),
    await monthsOf(db),
    await runningUsage(db),
    await subscribers(db),
  ]
  const movements = await db.select().from(tables.mrrMovement)
  const currencies = new Set(
    [...totals, ...months, ...running, ...paying, ...movements].map((row) => row.currency),
  )
  return {
    asOf,
    currencies: [...currencies].sort().map((currency) => {
      const of = <T extends { currency: string }>(rows: Iterable<T>): T[] =>
        [...rows].filter((row) => row.currency === currency)
      const [total] = of(totals)
      const [pays] = of(paying)
      const own = of(movements).map(
        ({
          kind,
          deltaMinor,
          at,
        }): {
          kind: MovementKind
          deltaMinor: bigint
          at: Date
        } => ({ kind, deltaMinor, at }),
      )
      return {
        currency,
        mrrMinor: pays?.mrr ?? '0',
        subscribers: pays?.subscribers ?? 0,
        usageThisPeriodMinor: formatDecimal(parseDecimal(trimDecimal(of(running)[0]?.amount ?? '0'))),
        invoicedMinor: total?.invoiced ?? '0',
        collectedMinor: total?.collected ?? '0',
        owedMinor: total?.owed ?? '0',
        byMonth: of(months).map((row) => ({
          month: row.month,
          baseMinor: row.base,
          usageMinor: row.usage,
          servicesMinor: row.services,
        })),
        mrrBridge: mrrBridge(own, asOf).map(presentMonth),
      }
    }),
  }
}
