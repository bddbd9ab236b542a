import { metersAtStripe, priceKey, soldPrices } from '@assay/billing'
import { tables } from '@assay/db'
import { and, eq, gt, isNotNull, isNull, or, sql } from 'drizzle-orm'
import type { Services } from '../core/context.ts'
import { isPaidVersion, type PlanWithVersion, trimDecimal } from './plan-rows.ts'
import { seedPlans } from './seed-plans.ts'
import type { VersionPrices } from './selection.ts'

type Catalogue = Pick<Services, 'dbs' | 'stripe'>

/** Product and prices of one version in Stripe, their ids kept here; null for what Stripe need not know. */
export const syncPlanVersion = async (
  services: Catalogue,
  { plan, version }: PlanWithVersion,
): Promise<VersionPrices | null> => {
  if (!isPaidVersion(version)) return null
  const sold = soldPrices(version)
    .map((one) => ({ ...one, key: priceKey(one.item, one.interval) }))
    .filter(({ key }) => key !== 'base:month')
  const { stripeBasePriceId, stripeUsagePriceId, stripePrices } = version
  if (
    stripeBasePriceId !== null &&
    (stripeUsagePriceId !== null || !metersAtStripe(version)) &&
    sold.every(({ key }) => stripePrices[key] !== undefined)
  )
    return { basePriceId: stripeBasePriceId, usagePriceId: stripeUsagePriceId, prices: stripePrices }
  const ids = await services.stripe.ensureCatalogue({
    planKey: plan.key,
    planName: plan.name,
    description: version.description,
    planVersionId: version.id,
    currency: version.currency,
    monthlyPriceMinor: version.monthlyPriceMinor,
    includedPredictions: version.includedPredictions,
    overagePer1000Minor:
      version.overagePer1000Minor === null || !metersAtStripe(version)
        ? null
        : trimDecimal(version.overagePer1000Minor),
    sold,
  })
  await services.dbs.platform
    .update(tables.planVersion)
    .set({
      stripeProductId: ids.productId,
      stripeBasePriceId: ids.basePriceId,
      stripeUsagePriceId: ids.usagePriceId,
      stripePrices: { ...stripePrices, ...ids.prices },
    })
    .where(eq(tables.planVersion.id, version.id))
  return ids
}

/** Seeds the plans of a new installation and makes in Stripe what current versions lack. */
export const syncCatalogue = async (services: Catalogue): Promise<void> => {
  const { platform } = services.dbs
  const { plan, planVersion } = tables
  await platform.transaction(seedPlans)
  const missing = await platform
    .select({ plan, version: planVersion })
    .from(planVersion)
    .innerJoin(plan, eq(plan.id, planVersion.planId))
    .where(
      and(
        eq(planVersion.current, true),
        // Further currencies are made when somebody first chooses one.
        eq(planVersion.currency, plan.currency),
        isNull(plan.archivedAt),
        or(
          gt(planVersion.monthlyPriceMinor, 0n),
          isNotNull(planVersion.overagePer1000Minor),
          sql`${planVersion.prices} <> '{}'::jsonb`,
        ),
      ),
    )
  for (const one of missing) await syncPlanVersion(services, one)
}
