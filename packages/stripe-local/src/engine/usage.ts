import type { Meter } from '../model.ts'
import type { TransactionSql } from '../store.ts'

export interface UsageWindow {
  customer: string
  /** Unix seconds, inclusive. */
  from: number
  /** Unix seconds, exclusive. */
  to: number
}

/** The meter's aggregate over a customer's events in a window; whole units. */
export async function aggregateUsage(
  sql: TransactionSql,
  meter: Meter,
  window: UsageWindow,
  delayMs = 0,
): Promise<bigint> {
  const inWindow = sql`event_name = ${meter.event_name} and customer = ${window.customer}
    and at >= ${window.from} and at < ${window.to} and not canceled
    ${delayMs > 0 ? sql`and arrived <= clock_timestamp() - ${`${delayMs} milliseconds`}::interval` : sql``}`
  const formula = meter.default_aggregation.formula
  if (formula === 'last') {
    const [row] = await sql<{ value: string }[]>`
      select value::text from meter_events where ${inWindow} order by at desc, seq desc limit 1`
    return BigInt(row?.value ?? '0')
  }
  const [row] = await sql<{ value: string }[]>`
    select ${formula === 'count' ? sql`count(*)` : sql`coalesce(sum(value), 0)`}::text as value
    from meter_events where ${inWindow}`
  return BigInt(row?.value ?? '0')
}
