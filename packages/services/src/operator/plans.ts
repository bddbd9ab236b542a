import { isPaid, meterPricesSchema, unitPrice } from '@assay/billing'
import { newId, tables } from '@assay/db'
import { and, asc, count, desc, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { findCurrentPlan, isPaidVersion, presentPlanVersion } from '../billing/plan-rows.ts'
import { askingStripe } from '../billing/stripe-errors.ts'
import { syncPlanVersion } from '../billing/sync-catalogue.ts'
import { writeAudit } from '../core/audit.ts'
import type { OperatorCtx } from '../core/context.ts'
import { plainText } from '../core/page.ts'
import { AssayError } from '../errors/index.ts'
import type { PlanHistoryView } from '../views.ts'

/** Every plan with all its versions, the newest first, and how many subscribe to each. */
export const listPlanHistory = async (ctx: OperatorCtx): Promise<PlanHistoryView[]> => {
  const { plan, planVersion, subscription } = tables
  const db = ctx.dbs.platform
  const rows = await db
    .select({ plan, version: planVersion, subscribers: count(subscription.id) })
    .from(plan)
    .innerJoin(planVersion, eq(planVersion.planId, plan.id))
    .leftJoin(subscription, and(eq(subscription.planVersionId, planVersion.id), isNull(subscription.endedAt)))
    .groupBy(plan.id, planVersion.id)
    .orderBy(asc(plan.position), asc(plan.id), desc(planVersion.number))
  const plans = new Map<string, PlanHistoryView>()
  for (const row of rows) {
    const { id, key, name } = row.plan
    const entry = plans.get(id) ?? { id, key, name, versions: [] }
    entry.versions.push({
      ...presentPlanVersion(row.version),
      current: row.version.current,
      subscribers: row.subscribers,
    })
    plans.set(id, entry)
  }
  return [...plans.values()]
}

const limit = z.int().min(0).max(1_000_000_000).nullable()

const price = z
  .string()
  .max(40)
  .refine((text) => {
    try {
      unitPrice(text)
      return true
    } catch {
      return false
    }
  }, 'A price per 1,000 is a decimal number of minor units, not negative, with at most 9 places.')

export const editPlanInput = z.strictObject({
  planId: z.string().max(64),
  name: plainText(60),
  description: z.string().trim().max(500),
  monthlyPriceMinor: z.string().regex(/^\d{1,9}$/, 'A price is a whole number of minor units.'),
  includedPredictions: z.int().min(0).max(1_000_000_000_000),
  overagePer1000Minor: price.nullable(),
  /** By meter; absent: as in the version before. */
  prices: meterPricesSchema.optional(),
  limits: z.strictObject({
    models: limit,
    rowsPerDataset: limit,
    trainingMinutesPerMonth: limit,
    requestsPerSecond: z.int().min(1).max(1_000_000),
    storageMb: limit.optional(),
  }),
})

/**
 * Makes a new version of a plan, for new subscribers. Whoever subscribes already stays on the version, and
 * the prices, that they chose.
 */
export const editPlan = async (
  ctx: OperatorCtx,
  input: z.input<typeof editPlanInput>,
): Promise<{ versionId: string; number: number }> => {
  const { planId, name, monthlyPriceMinor, ...terms } = editPlanInput.parse(input)
  const { plan, planVersion } = tables
  const made = await ctx.dbs.platform.transaction(async (tx) => {
    // Two edits at once become two versions, one after the other.
    await tx.select({ id: plan.id }).from(plan).where(eq(plan.id, planId)).for('update')
    const before = await findCurrentPlan(tx, planId)
    const version = {
      id: newId('plv'),
      planId,
      currency: before.version.currency,
      monthlyPriceMinor: BigInt(monthlyPriceMinor),
      prepaid: before.version.prepaid,
      ...terms,
      prices: terms.prices ?? before.version.prices,
    }
    if (version.prepaid && Object.values(version.prices).some((one) => one?.mode === 'volume'))
      throw new AssayError(
        'invalid_request',
        'Usage that is paid beforehand has graduated prices: a later unit must not change what an earlier one cost.',
        { param: 'prices' },
      )
    const wasPaid = isPaidVersion(before.version)
    if (wasPaid !== isPaid(version))
      throw new AssayError(
        'invalid_request',
        wasPaid
          ? 'A paid plan cannot be made free: its subscribers would have no way to leave it.'
          : 'The free plan cannot cost anything: every new workspace starts on it without a card.',
        { param: 'monthlyPriceMinor' },
      )
    const [last] = await tx
      .select({ number: planVersion.number })
      .from(planVersion)
      .where(eq(planVersion.planId, planId))
      .orderBy(desc(planVersion.number))
      .limit(1)
    const number = (last?.number ?? 0) + 1
    await tx
      .update(planVersion)
      .set({ current: false })
      .where(and(eq(planVersion.planId, planId), eq(planVersion.current, true)))
    await tx.insert(planVersion).values({ ...version, number, current: true })
    await tx.update(plan).set({ name }).where(eq(plan.id, planId))
    const subject = { type: 'plan', id: planId }
    await writeAudit(tx, { actor: ctx.actor, workspaceId: null }, 'plan.edited', subject, {
      versionId: version.id,
      number,
    })
    return { versionId: version.id, number }
  })
  const current = await findCurrentPlan(ctx.dbs.platform, planId)
  await askingStripe(() => syncPlanVersion(ctx, current))
  return made
}
