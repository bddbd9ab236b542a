import { newId, type Tx, tables } from '@assay/db'
import { and, asc, count, desc, eq, isNull, ne } from 'drizzle-orm'
import type { z } from 'zod'
import {
  findCurrentPlan,
  type PlanVersionRow,
  type PlanWithVersion,
  presentPlanVersion,
} from '../billing/plan-rows.ts'
import { askingStripe } from '../billing/stripe-errors.ts'
import { syncPlanVersion } from '../billing/sync-catalogue.ts'
import { writeAudit } from '../core/audit.ts'
import type { OperatorCtx } from '../core/context.ts'
import type { PlanHistoryView } from '../views.ts'
import { draftVersions, editPlanInput } from './draft-version.ts'

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
    .orderBy(asc(plan.position), asc(plan.id), desc(planVersion.number), asc(planVersion.currency))
  const plans = new Map<string, PlanHistoryView>()
  for (const row of rows) {
    const { id, key, name, currency } = row.plan
    const entry = plans.get(id) ?? { id, key, name, currency, versions: [] }
    entry.versions.push({
      ...presentPlanVersion(row.version),
      current: row.version.current,
      subscribers: row.subscribers,
    })
    plans.set(id, entry)
  }
  return [...plans.values()]
}

/**
 * Makes a new version of a plan, for new subscribers. Whoever subscribes already stays on the version, and
 * the prices, that they chose.
 */
export const editPlan = async (
  ctx: OperatorCtx,
  input: z.input<typeof editPlanInput>,
): Promise<{ versionId: string; number: number }> => {
  const draft = editPlanInput.parse(input)
  const { planId, name } = draft
  const { plan, planVersion } = tables
  const made = await ctx.dbs.platform.transaction(async (tx) => {
    // Two edits at once become two versions, one after the other.
    await tx.select({ id: plan.id }).from(plan).where(eq(plan.id, planId)).for('update')
    const { main, others } = await currentInCurrencies(tx, planId)
    const versions = draftVersions(main, others, draft).map((version) => ({ ...version, id: newId('plv') }))
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
    for (const version of versions) await tx.insert(planVersion).values({ ...version, number, current: true })
    await tx.update(plan).set({ name }).where(eq(plan.id, planId))
    const versionId = versions[0]?.id ?? ''
    const subject = { type: 'plan', id: planId }
    await writeAudit(tx, { actor: ctx.actor, workspaceId: null }, 'plan.edited', subject, {
      versionIds: versions.map(({ id }) => id),
      number,
    })
    return { versionId, number }
  })
  const { main, others } = await currentInCurrencies(ctx.dbs.platform, planId)
  for (const version of [main.version, ...others])
    await askingStripe(() => syncPlanVersion(ctx, { plan: main.plan, version }))
  return made
}

/** A plan's current version in its main currency, and in the others. */
export const currentInCurrencies = async (
  tx: Pick<Tx, 'select'>,
  planId: string,
): Promise<{ main: PlanWithVersion; others: PlanVersionRow[] }> => {
  const main = await findCurrentPlan(tx, planId)
  const { planVersion } = tables
  const others = await tx
    .select()
    .from(planVersion)
    .where(
      and(
        eq(planVersion.planId, planId),
        eq(planVersion.current, true),
        ne(planVersion.currency, main.plan.currency),
      ),
    )
    .orderBy(asc(planVersion.currency))
  return { main, others }
}
