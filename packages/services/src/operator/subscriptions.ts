import { type Tx, tables } from '@assay/db'
import { desc, eq, isNull } from 'drizzle-orm'
import type { z } from 'zod'
import { presentInvoice } from '../billing/invoice-reads.ts'
import { presentSubscription } from '../billing/subscription-rows.ts'
import type { OperatorCtx } from '../core/context.ts'
import { type Page, pageInput } from '../core/page.ts'
import type { OperatorInvoice, OperatorSubscription } from '../views.ts'

const selectSubscriptions = (tx: Pick<Tx, 'select'>) => {
  const { subscription, plan, planVersion, workspace } = tables
  return tx
    .select({ subscription, plan, version: planVersion, workspaceName: workspace.name })
    .from(subscription)
    .innerJoin(planVersion, eq(planVersion.id, subscription.planVersionId))
    .innerJoin(plan, eq(plan.id, planVersion.planId))
    .innerJoin(workspace, eq(workspace.id, subscription.workspaceId))
}

/** The live ones, the newest first. */
export const listSubscriptions = async (
  ctx: OperatorCtx,
  input: z.input<typeof pageInput>,
): Promise<Page<OperatorSubscription>> => {
  const { offset, limit } = pageInput.parse(input)
  const { subscription } = tables
  const live = isNull(subscription.endedAt)
  const rows = await selectSubscriptions(ctx.dbs.platform)
    .where(live)
    .orderBy(desc(subscription.createdAt), desc(subscription.id))
    .limit(limit)
    .offset(offset)
  return { items: rows.map(present), total: await ctx.dbs.platform.$count(subscription, live) }
}

const present = (row: Awaited<ReturnType<typeof selectSubscriptions>>[number]): OperatorSubscription => {
  const { subscription, workspaceName } = row
  return {
    ...presentSubscription(row, null),
    workspaceId: subscription.workspaceId,
    workspaceName,
    mrrMinor: subscription.mrrMinor.toString(),
    stripeSubscriptionId: subscription.stripeSubscriptionId,
  }
}

/** Of all workspaces, the newest first. */
export const listInvoices = async (
  ctx: OperatorCtx,
  input: z.input<typeof pageInput>,
): Promise<Page<OperatorInvoice>> => {
  const { offset, limit } = pageInput.parse(input)
  const { invoice, workspace } = tables
  const rows = await ctx.dbs.platform
    .select({ invoice, workspaceName: workspace.name })
    .from(invoice)
    .innerJoin(workspace, eq(workspace.id, invoice.workspaceId))
    .orderBy(desc(invoice.createdAt), desc(invoice.id))
    .limit(limit)
    .offset(offset)
  return {
    items: rows.map((row) => ({
      ...presentInvoice(row.invoice),
      workspaceId: row.invoice.workspaceId,
      workspaceName: row.workspaceName,
    })),
    total: await ctx.dbs.platform.$count(invoice),
  }
}
