import { newId, type Tx } from '@assay/db'
import { sql } from 'drizzle-orm'

/** One charge carries at most this many usage events. */
export const eventsPerCharge = 50_000

/** A period's counter of one meter; timestamps as the driver gives them in raw queries. */
export type ChargedPeriod = {
  workspace_id: string
  subscription_id: string
  meter: string
  period_start: string
}

export type Charge = { id: string; exactAmount: string; currency: string; quantity: number; events: number }

/**
 * Moves a period's events that nothing carries yet into one charge, priced by what they add to the period: events,
 * counter and charge change in a single statement, so that each event is charged exactly once. Null: none was left.
 */
export const chargePeriod = async (
  tx: Tx,
  period: ChargedPeriod,
  collect: 'credits' | 'invoice',
): Promise<Charge | null> => {
  const id = newId('chg')
  const start = new Date(period.period_start).toISOString()
  const [row] = await tx.execute<{ exact: string; currency: string; quantity: string; events: number }>(sql`
    with moved as (
      update usage_event set outbox_id = ${id} where id in (
        select id from usage_event
        where workspace_id = ${period.workspace_id} and meter = ${period.meter} and outbox_id is null
          and period_start = ${start}::timestamptz
        order by occurred_at, id limit ${eventsPerCharge} for update skip locked)
      returning quantity),
    total as (select sum(quantity)::bigint as quantity, count(*)::int as events from moved having count(*) > 0),
    raised as (
      update quota_balance q set charged = q.charged + total.quantity from total
      where q.workspace_id = ${period.workspace_id} and q.meter = ${period.meter}
        and q.period_start = ${start}::timestamptz
      returning q.charged as through, q.period_start, q.period_end, q.subscription_id)
    insert into usage_charge (id, workspace_id, subscription_id, meter, period_start, period_end, quantity, through,
      currency, exact_amount, collect, uncovered)
    select ${id}, ${period.workspace_id}, r.subscription_id, ${period.meter}, r.period_start, r.period_end, t.quantity,
      r.through, v.currency, c.amount, ${collect}, ${collect === 'credits' ? sql`c.amount` : sql`0`}
    from raised r cross join total t
    join subscription s on s.id = r.subscription_id
    join plan_version v on v.id = s.plan_version_id
    cross join lateral (select usage_cost(meter_price(v, ${period.meter}), r.through)
      - usage_cost(meter_price(v, ${period.meter}), r.through - t.quantity) as amount) c
    returning trim_scale(exact_amount)::text as exact, currency, quantity::text, (select events from total) as events`)
  return row === undefined
    ? null
    : {
        id,
        exactAmount: row.exact,
        currency: row.currency,
        quantity: Number(row.quantity),
        events: row.events,
      }
}
