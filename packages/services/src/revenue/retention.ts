import {
  basisPoints,
  type CustomerMovement,
  divideHalfUp,
  lifetimeValue,
  retention,
  revenueChurn,
} from '@assay/billing'
import { tables } from '@assay/db'
import { sql } from 'drizzle-orm'
import type { OperatorCtx } from '../core/context.ts'
import { groupBy } from '../core/group-by.ts'
import type { RetentionView } from '../views.ts'

/** Over this many full months churn is averaged. */
export const churnMonths = 6

const presentCurrency = (
  currency: string,
  movements: readonly CustomerMovement[],
  asOf: Date,
): Omit<RetentionView['currencies'][number], `trials${string}`> => {
  const { months, cohorts } = retention(movements, asOf)
  // The running month has not lost what it will lose.
  const full = months.slice(0, -1).slice(-churnMonths)
  const last = months.at(-1)
  const mrr = movements.reduce((sum, { deltaMinor }) => sum + deltaMinor, 0n)
  const customers = last?.end ?? 0
  const arpu = customers === 0 ? null : divideHalfUp(mrr, BigInt(customers))
  const churn = revenueChurn(full)
  return {
    currency,
    customers,
    arpuMinor: arpu?.toString() ?? null,
    churnBasisPoints: churn,
    ltvMinor: arpu === null ? null : (lifetimeValue(arpu, churn)?.toString() ?? null),
    months: months.map((month) => ({
      month: month.month,
      start: month.start,
      gained: month.gained,
      returned: month.returned,
      lost: month.lost,
      end: month.end,
      logoChurnBasisPoints: basisPoints(BigInt(month.lost), BigInt(month.start)),
      revenueChurnBasisPoints: basisPoints(month.startMinor - month.keptWithoutGrowthMinor, month.startMinor),
      netRetentionBasisPoints: basisPoints(month.keptMinor, month.startMinor),
    })),
    cohorts: cohorts.map((cohort) => ({
      month: cohort.month,
      customers: cohort.customers,
      months: cohort.months.map((one) => ({ customers: one.customers, mrrMinor: one.minor.toString() })),
    })),
  }
}

export const movementsByCurrency = async (
  ctx: OperatorCtx,
): Promise<Map<string, (CustomerMovement & { currency: string })[]>> => {
  const rows = await ctx.dbs.platform.select().from(tables.mrrMovement)
  const movements = rows.map(({ workspaceId, kind, deltaMinor, at, currency }) => ({
    customerId: workspaceId,
    kind,
    deltaMinor,
    at,
    currency,
  }))
  return groupBy(movements, ({ currency }) => currency)
}

type Trials = { currency: string; running: number; ended: number; converted: number }

/** A trial is converted where its workspace paid when it ended or later. */
const trialsOf = (ctx: OperatorCtx) =>
  ctx.dbs.platform.execute<Trials>(sql`
    select v.currency, count(*) filter (where s.status = 'trialing' and s.ended_at is null)::int as running,
      count(*) filter (where over)::int as ended,
      count(*) filter (where over and exists (select from mrr_movement m where m.workspace_id = s.workspace_id
        and m.delta_minor > 0 and m.at >= s.trial_end - interval '1 day'))::int as converted
    from subscription s join plan_version v on v.id = s.plan_version_id
    cross join lateral (select s.status <> 'trialing' and s.trial_end <= ${ctx.now().toISOString()}::timestamptz as over) o
    where s.trial_end is not null group by 1`)

/** Who stays and who leaves: churn, cohorts, revenue per customer and what one brings until they leave. */
export const customerRetention = async (ctx: OperatorCtx): Promise<RetentionView> => {
  const asOf = ctx.now()
  const movements = await movementsByCurrency(ctx)
  const trials = [...(await trialsOf(ctx))]
  const names = new Set([...movements.keys(), ...trials.map(({ currency }) => currency)])
  const currencies = [...names].map((currency) => {
    const tried = trials.find((one) => one.currency === currency)
    return {
      ...presentCurrency(currency, movements.get(currency) ?? [], asOf),
      trialsRunning: tried?.running ?? 0,
      trialsEnded: tried?.ended ?? 0,
      trialsConverted: tried?.converted ?? 0,
    }
  })
  return { asOf, churnMonths, currencies: currencies.sort((a, b) => a.currency.localeCompare(b.currency)) }
}
