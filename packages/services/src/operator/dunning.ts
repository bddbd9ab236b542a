import { standingOf } from '@assay/billing'
import { tables } from '@assay/db'
import { and, asc, desc, eq, inArray, isNotNull, isNull, or } from 'drizzle-orm'
import type { OperatorCtx } from '../core/context.ts'
import type { DunningView } from '../views.ts'

/** Every subscription whose payment failed or that is paused, the longest first, with what is owed. */
export const listDunning = async (ctx: OperatorCtx): Promise<DunningView[]> => {
  const { subscription, plan, planVersion, workspace, invoice } = tables
  const db = ctx.dbs.platform
  const rows = await db
    .select({ subscription, plan: plan.name, currency: planVersion.currency, workspaceName: workspace.name })
    .from(subscription)
    .innerJoin(planVersion, eq(planVersion.id, subscription.planVersionId))
    .innerJoin(plan, eq(plan.id, planVersion.planId))
    .innerJoin(workspace, eq(workspace.id, subscription.workspaceId))
    .where(
      and(
        isNull(subscription.endedAt),
        or(isNotNull(subscription.pastDueSince), isNotNull(subscription.pausedAt)),
      ),
    )
    .orderBy(asc(subscription.pastDueSince), asc(subscription.pausedAt))
    .limit(500)
  const ids = rows.map((row) => row.subscription.id)
  const open =
    ids.length === 0
      ? []
      : await db
          .select()
          .from(invoice)
          .where(and(inArray(invoice.subscriptionId, ids), eq(invoice.status, 'open')))
          .orderBy(desc(invoice.createdAt))
  return rows.map(({ subscription: one, ...row }) => {
    const owed = open.filter((bill) => bill.subscriptionId === one.id)
    return {
      ...row,
      workspaceId: one.workspaceId,
      standing: standingOf(one, ctx.now()),
      since: one.pastDueSince ?? one.pausedAt ?? one.createdAt,
      graceUntil: one.graceUntil,
      resumesAt: one.resumesAt,
      owedMinor: owed.reduce((sum, bill) => sum + bill.amountDueMinor - bill.amountPaidMinor, 0n).toString(),
      nextAttemptAt: owed[0]?.nextAttemptAt ?? null,
    }
  })
}
