import type { Tx } from '@assay/db'
import { sql } from 'drizzle-orm'

/** What a workspace's running period has cost so far, beside the plan's own price. Exact minor units. */
export type Spend = {
  currency: string
  prepaid: boolean
  periodStart: Date
  periodEnd: Date
  /** Over all meters. */
  exact: string
  /** Units that the wallet and the cap allow in the period; null: neither bounds it. */
  moneyLimit: number | null
  used: number
  held: number
  hardLimit: number | null
}

/** Of the running period; null where the workspace has no counter. */
export const readSpend = async (tx: Pick<Tx, 'execute'>, workspaceId: string): Promise<Spend | null> => {
  const [row] = await tx.execute<{
    currency: string
    prepaid: boolean
    period_start: string
    period_end: string
    exact: string
    money_limit: string | null
    used: string
    held: string
    hard_limit: string | null
  }>(sql`
    select v.currency, v.prepaid, b.period_start, b.period_end, b.money_limit, b.used, b.held, b.hard_limit,
      trim_scale(usage_cost(meter_price(v, 'predictions'), b.used)
        + other_spend(b.workspace_id, v, b.period_start))::text as exact
    from quota_balance b
    join subscription s on s.id = b.subscription_id
    join plan_version v on v.id = s.plan_version_id
    where b.workspace_id = ${workspaceId} and b.meter = 'predictions'
    order by b.period_start desc limit 1`)
  if (!row) return null
  return {
    currency: row.currency,
    prepaid: row.prepaid,
    periodStart: new Date(row.period_start),
    periodEnd: new Date(row.period_end),
    exact: row.exact,
    moneyLimit: row.money_limit === null ? null : Number(row.money_limit),
    used: Number(row.used),
    held: Number(row.held),
    hardLimit: row.hard_limit === null ? null : Number(row.hard_limit),
  }
}
