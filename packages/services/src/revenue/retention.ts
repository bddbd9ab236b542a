import {
  basisPoints,
  type CustomerMovement,
  divideHalfUp,
  lifetimeValue,
  retention,
  revenueChurn,
} from '@assay/billing'
import { tables } from '@assay/db'
import type { OperatorCtx } from '../core/context.ts'
import { groupBy } from '../core/group-by.ts'
import type { RetentionView } from '../views.ts'

/** Over this many full months churn is averaged. */
export const churnMonths = 6

const presentCurrency = (
  currency: string,
  movements: readonly CustomerMovement[],
  asOf: Date,
): RetentionView['currencies'][number] => {
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

/** Who stays and who leaves: churn, cohorts, revenue per customer and what one brings until they leave. */
export const customerRetention = async (ctx: OperatorCtx): Promise<RetentionView> => {
  const asOf = ctx.now()
  const movements = await movementsByCurrency(ctx)
  const currencies = [...movements].map(([currency, own]) => presentCurrency(currency, own, asOf))
  return { asOf, churnMonths, currencies: currencies.sort((a, b) => a.currency.localeCompare(b.currency)) }
}
