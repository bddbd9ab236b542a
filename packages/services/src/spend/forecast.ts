import { meters, periodCost, recurringMinor, roundLine } from '@assay/billing'
import { tables } from '@assay/db'
import { and, eq } from 'drizzle-orm'
import { currentBalance } from '../billing/balance.ts'
import { requireLive } from '../billing/subscription-rows.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { NotFound } from '../errors/index.ts'
import type { ForecastView } from '../views.ts'
import { priceOf } from './price-of.ts'

/** Less than this of a period says nothing of the rest of it. */
const leastShare = 0.02

/**
 * The units that a period will have at its end if it goes on as it went so far: used ÷ elapsed share of the period.
 * A whole number, and never below what is used; in a period that has just begun what is used is all that is known.
 */
export const projectUnits = (
  used: number,
  elapsedMs: number,
  periodMs: number,
  ceiling: number | null,
): number => {
  const share = Math.min(1, Math.max(0, elapsedMs / periodMs))
  const straight = share < leastShare ? used : Math.round(used / share)
  return Math.max(used, ceiling === null ? straight : Math.min(straight, ceiling))
}

/** The invoice of the running period as it stands, and as it will be if usage goes on as it went so far. */
export const forecastInvoice = (ctx: WorkspaceCtx): Promise<ForecastView> =>
  inWorkspace(ctx, 'viewer', async (tx) => {
    const { version, subscription } = await requireLive(tx, ctx.workspaceId)
    // A year is paid for as a whole: its months bill usage alone.
    const baseMinor = subscription.interval === 'year' ? 0n : recurringMinor(version, subscription)
    const balance = await currentBalance(tx, ctx.workspaceId, ctx.now())
    if (balance === null) throw new NotFound('subscription', ctx.workspaceId)
    const { quotaBalance } = tables
    const rows = await tx
      .select({ meter: quotaBalance.meter, used: quotaBalance.used })
      .from(quotaBalance)
      .where(
        and(eq(quotaBalance.workspaceId, ctx.workspaceId), eq(quotaBalance.periodStart, balance.periodStart)),
      )
    const usedOf = new Map(rows.map(({ meter, used }) => [meter, used]))
    const elapsedMs = ctx.now().getTime() - balance.periodStart.getTime()
    const periodMs = balance.periodEnd.getTime() - balance.periodStart.getTime()
    const lines = meters.flatMap((meter) => {
      const price = priceOf(version, meter)
      const used = usedOf.get(meter) ?? 0
      if (price === null && used === 0) return []
      const ceiling = meter === 'predictions' ? balance.hardLimit : null
      const projected = projectUnits(used, elapsedMs, periodMs, ceiling)
      const costOf = (units: number) =>
        price === null ? roundLine('0') : roundLine(periodCost(price, BigInt(units)))
      return [
        {
          meter,
          used,
          included: price?.included ?? (meter === 'predictions' ? version.includedPredictions : null),
          projected,
          nowMinor: costOf(used).amountMinor.toString(),
          projectedMinor: costOf(projected).amountMinor.toString(),
        },
      ]
    })
    // Usage that is paid beforehand is on no invoice.
    const sum = (of: 'nowMinor' | 'projectedMinor') =>
      version.prepaid ? 0n : lines.reduce((total, line) => total + BigInt(line[of]), 0n)
    return {
      currency: version.currency,
      prepaid: version.prepaid,
      periodStart: balance.periodStart,
      periodEnd: balance.periodEnd,
      baseMinor: baseMinor.toString(),
      lines,
      nowMinor: (baseMinor + sum('nowMinor')).toString(),
      projectedMinor: (baseMinor + sum('projectedMinor')).toString(),
    }
  })
