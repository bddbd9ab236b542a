import { parseDecimal } from '@assay/billing'
import { newId, tables } from '@assay/db'
import { asc, desc } from 'drizzle-orm'
import { z } from 'zod'
import { trimDecimal } from '../billing/plan-rows.ts'
import { writeAudit } from '../core/audit.ts'
import type { OperatorCtx } from '../core/context.ts'
import type { CostRateView } from '../views.ts'

const rate = z
  .string()
  .max(30)
  .refine((text) => {
    try {
      return parseDecimal(text) >= 0n
    } catch {
      return false
    }
  }, 'A rate is a decimal number of minor units, not negative, with at most 12 places.')

export const setCostRatesInput = z.strictObject({
  currency: z.string().regex(/^[a-z]{3}$/, 'A currency code has three lowercase letters, such as usd.'),
  /** The first day, in UTC. */
  validFrom: z.iso.date(),
  cpuSecond: rate,
  gpuSecond: rate,
  gbMonth: rate,
  per1000Predictions: rate,
})

/** The rates, the latest first in each currency. */
export const listCostRates = async (ctx: OperatorCtx): Promise<CostRateView[]> => {
  const { costRate } = tables
  const rows = await ctx.dbs.platform
    .select()
    .from(costRate)
    .orderBy(asc(costRate.currency), desc(costRate.validFrom))
  return rows.map((row) => ({
    id: row.id,
    currency: row.currency,
    validFrom: row.validFrom,
    cpuSecond: trimDecimal(row.cpuSecond),
    gpuSecond: trimDecimal(row.gpuSecond),
    gbMonth: trimDecimal(row.gbMonth),
    per1000Predictions: trimDecimal(row.per1000Predictions),
  }))
}

/** What serving costs from a day on; the same day's rates are replaced, other days keep theirs. */
export const setCostRates = async (
  ctx: OperatorCtx,
  input: z.input<typeof setCostRatesInput>,
): Promise<void> => {
  const { currency, validFrom, ...rates } = setCostRatesInput.parse(input)
  const { costRate } = tables
  await ctx.dbs.platform.transaction(async (tx) => {
    await tx
      .insert(costRate)
      .values({ id: newId('cst'), currency, validFrom, ...rates })
      .onConflictDoUpdate({ target: [costRate.currency, costRate.validFrom], set: rates })
    const subject = { type: 'cost_rate', id: `${currency} ${validFrom}` }
    await writeAudit(tx, { actor: ctx.actor, workspaceId: null }, 'cost_rate.set', subject, rates)
  })
}
