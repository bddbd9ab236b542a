import type { Tx } from '@assay/db'
import { sql } from 'drizzle-orm'
import { countAtStripe } from '../billing/count-at-stripe.ts'
import type { Services } from '../core/context.ts'
import type { PeriodUnits } from './explain.ts'

/** What Stripe meters, or the wallet pays, leaves within seconds; after this it should have. */
const overdueAfter = sql`interval '1 hour'`
/** What is an item on an invoice leaves with the period's end, after the draft's grace. */
const itemOverdueAfter = sql`interval '2 days'`

export type MeasuredPeriod = PeriodUnits & {
  meter: string
  periodStart: Date
  periodEnd: Date
  currency: string
  exactAmount: string
  /** What Stripe has of the period, the minutes that are not compared included; null where it counts none. */
  stripe: number | null
}

type Row = {
  meter: string
  period_start: string
  period_end: string
  currency: string
  collect: PeriodUnits['collect']
  priced: boolean
  at_stripe: boolean
  served: number
  metered: number
  waiting: number
  overdue: number
  refused: number
  acknowledged: number
  missed: number
  later: number
  from_credits: number
  included: number
  billed: number
  exact: string
  rated_otherwise: number
}

/** Every event of each period that ends after `since`, in the one state that it is in. */
const rowsOf = (tx: Pick<Tx, 'execute'>, workspaceId: string, since: Date, now: Date) =>
  tx.execute<Row>(sql`
    with period as (
      select b.*, coalesce(v.currency, 'usd') as currency,
        case when s.stripe_subscription_id is not null then 'stripe' when v.prepaid then 'credits'
          else 'nobody' end as collect,
        v.id is not null and meter_price(v, b.meter) is not null as priced,
        s.stripe_subscription_id is not null and s.interval = 'month' and b.meter = 'predictions' and not v.prepaid
          and v.overage_per_1000_minor is not null and not v.prices ? 'predictions' as at_stripe
      from quota_balance b
      left join subscription s on s.id = b.subscription_id
      left join plan_version v on v.id = s.plan_version_id
      where b.workspace_id = ${workspaceId} and b.period_end > ${since.toISOString()}::timestamptz)
    select p.meter, p.period_start, p.period_end, p.currency, p.collect, p.priced, p.at_stripe,
      p.used::float8 as served, e.*
    from period p cross join lateral (
      select coalesce(sum(u.quantity), 0)::float8 as metered,
        coalesce(sum(u.quantity) filter (where state = 'waiting'), 0)::float8 as waiting,
        coalesce(sum(u.quantity) filter (where state = 'waiting' and case when p.at_stripe or p.collect = 'credits'
          then occurred_at < ${now.toISOString()}::timestamptz - ${overdueAfter}
          else p.period_end < ${now.toISOString()}::timestamptz - ${itemOverdueAfter} end), 0)::float8 as overdue,
        coalesce(sum(u.quantity) filter (where state = 'refused'), 0)::float8 as refused,
        coalesce(sum(u.quantity) filter (where state = 'acknowledged'), 0)::float8 as acknowledged,
        coalesce(sum(u.quantity) filter (where state = 'acknowledged' and missed), 0)::float8 as missed,
        coalesce(sum(u.quantity) filter (where state = 'acknowledged' and not missed and later), 0)::float8 as later,
        coalesce(sum(u.quantity) filter (where state = 'credits'), 0)::float8 as from_credits,
        coalesce(sum(u.included), 0)::float8 as included, coalesce(sum(u.billed), 0)::float8 as billed,
        trim_scale(coalesce(sum(u.exact), 0))::text as exact,
        count(distinct u.line) filter (where u.off)::float8 as rated_otherwise
      from (
        select e.quantity, e.occurred_at, r.included_quantity as included, r.billed_quantity as billed,
          case when c.collect = 'credits' then c.exact_amount * e.quantity / nullif(c.quantity, 0)
            else r.exact_amount end as exact, r.invoice_line_id as line,
          case when r.usage_event_id is not null then 'invoiced'
            when c.collect = 'credits' then 'credits'
            when coalesce(o.state, c.state) = 'sent' then 'acknowledged'
            when coalesce(o.state, c.state) = 'failed' then 'refused'
            else 'waiting' end as state,
          o.id is not null and exists (select from invoice_line l join invoice i on i.id = l.invoice_id
            where i.subscription_id = o.subscription_id and i.finalized_at is not null and i.status <> 'void'
              and l.kind = 'usage' and l.period_start <= o.period_start and l.period_end > o.period_start) as missed,
          o.period_start > e.period_start as later,
          o.id is not null and abs(l.rounding_delta) >= 1 as off
        from usage_event e
        left join meter_outbox o on o.id = e.outbox_id
        left join usage_charge c on c.id = e.outbox_id
        left join rated_usage r on r.usage_event_id = e.id
        left join invoice_line l on l.id = r.invoice_line_id
        where e.workspace_id = p.workspace_id and e.meter = p.meter and e.period_start = p.period_start) u) e
    order by p.period_start desc, p.meter`)

/** What a workspace's periods since then served, metered, sent and invoiced; Stripe is asked for its own counts. */
export const measurePeriods = async (
  services: Pick<Services, 'stripe' | 'now'>,
  tx: Pick<Tx, 'execute' | 'select'>,
  of: { workspaceId: string; customerId: string | null; since: Date },
): Promise<MeasuredPeriod[]> => {
  const measured: MeasuredPeriod[] = []
  for (const row of await rowsOf(tx, of.workspaceId, of.since, services.now())) {
    const periodStart = new Date(row.period_start)
    const periodEnd = new Date(row.period_end)
    const { workspaceId, customerId } = of
    const counts =
      row.at_stripe && customerId !== null
        ? await countAtStripe(services, tx, { workspaceId, customerId, periodStart, periodEnd })
        : null
    measured.push({
      meter: row.meter,
      periodStart,
      periodEnd,
      currency: row.currency,
      collect: row.collect,
      priced: row.priced,
      leavesAtOnce: row.at_stripe || row.collect === 'credits',
      served: row.served,
      metered: row.metered,
      waiting: row.waiting,
      overdue: row.overdue,
      refused: row.refused,
      acknowledged: row.acknowledged,
      missed: row.missed,
      later: row.later,
      fromCredits: row.from_credits,
      included: row.included,
      billed: row.billed,
      exactAmount: row.exact,
      ratedOtherwise: row.rated_otherwise,
      stripe: counts === null ? null : Number(counts.stripe) + Number(counts.outside),
      counts: counts === null ? null : { ours: Number(counts.ours), stripe: Number(counts.stripe) },
    })
  }
  return measured
}
