import { periodCost, roundLine } from '@assay/billing'
import type { GatewayExtraLine } from '@assay/billing/stripe'
import { type Tx, tables } from '@assay/db'
import { and, eq, isNull, sql } from 'drizzle-orm'
import { priceOf } from '../spend/price-of.ts'
import { describeCharge, openPeriods, pendingOf } from './bill-meters.ts'
import { findPlanVersion } from './plan-rows.ts'

/** What `billMeters` would put on the next invoice now, in whole minor units; nothing is written. */
export const unbilledMeters = async (tx: Tx, workspaceId: string): Promise<GatewayExtraLine[]> => {
  const { usageCharge } = tables
  const waiting = await tx
    .select()
    .from(usageCharge)
    .where(and(...pendingOf(workspaceId), isNull(usageCharge.stripeInvoiceId)))
    .orderBy(usageCharge.id)
  const lines: GatewayExtraLine[] = waiting.map((charge) => ({
    description: describeCharge(charge),
    amountMinor: charge.amountMinor ?? 0n,
    currency: charge.currency,
  }))
  for (const period of await openPeriods(tx, workspaceId, false)) {
    const { version } = await findPlanVersion(tx, period.plan_version_id)
    const price = priceOf(version, period.meter)
    if (price === null) continue
    const [charged] = await tx
      .select({ minor: sql<string>`coalesce(sum(${usageCharge.amountMinor}), 0)::text` })
      .from(usageCharge)
      .where(
        and(
          eq(usageCharge.workspaceId, workspaceId),
          eq(usageCharge.meter, period.meter),
          eq(usageCharge.periodStart, new Date(period.period_start)),
        ),
      )
    const whole = roundLine(periodCost(price, BigInt(period.used))).amountMinor
    const quantity = Number(period.used) - Number(period.charged)
    lines.push({
      description: describeCharge({ quantity, meter: period.meter }),
      amountMinor: whole - BigInt(charged?.minor ?? '0'),
      currency: version.currency,
    })
  }
  return lines
}
