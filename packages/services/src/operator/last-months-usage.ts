import { type Meter, meterPricesSchema, meters, type PlanTerms } from '@assay/billing'
import { sql } from 'drizzle-orm'
import { type PlanVersionRow, trimDecimal } from '../billing/plan-rows.ts'
import type { OperatorCtx } from '../core/context.ts'

/** A version's terms for `simulateBill`. */
export const termsOf = (version: PlanVersionRow): PlanTerms => ({
  monthlyPriceMinor: version.monthlyPriceMinor,
  includedPredictions: version.includedPredictions,
  overagePer1000Minor: version.overagePer1000Minor === null ? null : trimDecimal(version.overagePer1000Minor),
  prices: meterPricesSchema.parse(version.prices),
  offer: version.offer,
})

/** What each workspace used in the last thirty days, by meter. */
export const lastMonthsUsage = async (
  ctx: Pick<OperatorCtx, 'dbs' | 'now'>,
  workspaceIds: readonly string[],
): Promise<Map<string, Partial<Record<Meter, number>>>> => {
  const usage = new Map<string, Partial<Record<Meter, number>>>()
  if (workspaceIds.length === 0) return usage
  const from = new Date(ctx.now().getTime() - 30 * 86_400_000).toISOString()
  const rows = await ctx.dbs.platform.execute<{ workspace_id: string; meter: string; quantity: string }>(sql`
    select workspace_id, meter, sum(quantity)::text as quantity from usage_event
    where workspace_id in ${[...workspaceIds]} and occurred_at >= ${from}::timestamptz
    group by workspace_id, meter`)
  for (const { workspace_id, meter, quantity } of rows) {
    const known = meters.find((one) => one === meter)
    if (known === undefined) continue
    usage.set(workspace_id, { ...usage.get(workspace_id), [known]: Number(quantity) })
  }
  return usage
}
