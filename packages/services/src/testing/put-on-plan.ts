import { newId, type PlanPrice, tables } from '@assay/db'
import { and, eq, isNull } from 'drizzle-orm'
import { refreshCeiling } from '../billing/balance.ts'
import type { WorkspaceCtx } from '../core/context.ts'

type Terms = {
  includedPredictions?: number
  overagePer1000Minor?: string | null
  prices?: Partial<Record<string, PlanPrice>>
  prepaid?: boolean
  monthlyPriceMinor?: bigint
}

/** Puts a workspace's live subscription on a plan of its own with these terms, without Stripe. */
export const putOnPlan = (ctx: WorkspaceCtx, terms: Terms): Promise<string> =>
  ctx.dbs.platform.transaction(async (tx) => {
    const planId = newId('plan')
    const versionId = newId('plv')
    await tx.insert(tables.plan).values({ id: planId, key: planId, name: 'Test' })
    await tx.insert(tables.planVersion).values({
      id: versionId,
      planId,
      number: 1,
      currency: 'usd',
      monthlyPriceMinor: 0n,
      includedPredictions: 0,
      overagePer1000Minor: null,
      limits: { models: null, rowsPerDataset: null, trainingMinutesPerMonth: null, requestsPerSecond: 1000 },
      ...terms,
    })
    await tx
      .update(tables.subscription)
      .set({ planVersionId: versionId })
      .where(and(eq(tables.subscription.workspaceId, ctx.workspaceId), isNull(tables.subscription.endedAt)))
    await refreshCeiling(tx, ctx.workspaceId, ctx.now())
    return versionId
  })
