import { simulateBill } from '@assay/billing'
import { tables } from '@assay/db'
import { and, asc, eq, isNotNull, isNull } from 'drizzle-orm'
import type { z } from 'zod'
import { selectionOf } from '../billing/selection.ts'
import type { OperatorCtx } from '../core/context.ts'
import type { PlanSimulationView } from '../views.ts'
import { draftVersions, editPlanInput } from './draft-version.ts'
import { lastMonthsUsage, termsOf } from './last-months-usage.ts'
import { currentInCurrencies } from './plans.ts'

/** What a draft would have earned of everybody's last thirty days, beside what their own versions did. Nothing is written. */
export const simulatePlan = async (
  ctx: OperatorCtx,
  input: z.input<typeof editPlanInput>,
): Promise<PlanSimulationView> => {
  const draft = editPlanInput.parse(input)
  const { subscription, planVersion, workspace } = tables
  const db = ctx.dbs.platform
  const { main, others } = await currentInCurrencies(db, draft.planId)
  const drafts = draftVersions(main, others, draft)
  const rows = await db
    .select({ row: subscription, version: planVersion, name: workspace.name })
    .from(subscription)
    .innerJoin(planVersion, eq(planVersion.id, subscription.planVersionId))
    .innerJoin(workspace, eq(workspace.id, subscription.workspaceId))
    .where(
      and(
        eq(planVersion.planId, draft.planId),
        isNull(subscription.endedAt),
        isNotNull(subscription.stripeSubscriptionId),
      ),
    )
    .orderBy(asc(subscription.createdAt))
    .limit(1_000)
  const usage = await lastMonthsUsage(
    ctx,
    rows.map(({ row }) => row.workspaceId),
  )
  const tenants = rows.flatMap(({ row, version, name }) => {
    const terms = drafts.find(({ currency }) => currency === version.currency)
    if (terms === undefined) return []
    const quantities = usage.get(row.workspaceId) ?? {}
    const before = simulateBill(termsOf(version), selectionOf(row), quantities)
    try {
      const after = simulateBill(terms, selectionOf(row), quantities)
      return [{ name, currency: version.currency, before: before.totalMinor, after: after.totalMinor }]
    } catch (error) {
      // The draft no longer sells what this one has chosen: it stays where it is.
      if (!(error instanceof RangeError)) throw error
      return [{ name, currency: version.currency, before: before.totalMinor, after: before.totalMinor }]
    }
  })
  const currencies = [...new Set(tenants.map(({ currency }) => currency))].sort()
  return {
    tenants: tenants.map(({ name, currency, before, after }) => ({
      workspaceName: name,
      currency,
      beforeMinor: before.toString(),
      afterMinor: after.toString(),
    })),
    totals: currencies.map((currency) => {
      const own = tenants.filter((one) => one.currency === currency)
      return {
        currency,
        beforeMinor: own.reduce((sum, one) => sum + one.before, 0n).toString(),
        afterMinor: own.reduce((sum, one) => sum + one.after, 0n).toString(),
      }
    }),
  }
}
