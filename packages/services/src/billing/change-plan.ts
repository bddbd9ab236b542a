import { tables } from '@assay/db'
import { and, eq } from 'drizzle-orm'
import type { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, requireRole, type WorkspaceCtx } from '../core/context.ts'
import type { SubscriptionView } from '../views.ts'
import { currentBalance } from './balance.ts'
import { billMeters } from './bill-meters.ts'
import { changeItemsInput, changePlanInput } from './change-inputs.ts'
import {
  itemsChange,
  outdated,
  type Paying,
  type PlannedChange,
  planChange,
  requirePaying,
} from './plan-change.ts'
import { askPreview } from './preview-plan-change.ts'
import { reconcileCustomer } from './reconcile-subscription.ts'
import { flushUsage } from './send-usage.ts'
import { askingStripe } from './stripe-errors.ts'
import { presentSubscription, requireLive } from './subscription-rows.ts'

/** Takes over what Stripe says now, without waiting for its notice, and shows it. */
export const settle = async (
  ctx: WorkspaceCtx,
  act: (live: Paying) => Promise<{ customerId: string }>,
  audit: { action: string; detail?: Record<string, unknown> },
): Promise<SubscriptionView> => {
  const live = requirePaying(await inWorkspace(ctx, 'admin', (tx) => requireLive(tx, ctx.workspaceId)))
  const { customerId } = await askingStripe(() => act(live))
  await askingStripe(() =>
    ctx.dbs.platform.transaction(async (tx) => {
      await reconcileCustomer(ctx, tx, customerId)
      const subject = { type: 'subscription', id: live.subscription.id }
      await writeAudit(tx, ctx, audit.action, subject, audit.detail)
    }),
  )
  return getSubscription(ctx)
}

/**
 * Moves a paying workspace to another plan, or to its own plan's current version, at once: the running
 * period ends and its usage is billed, the new one starts with the new allowance.
 */
export const changePlan = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof changePlanInput>,
): Promise<SubscriptionView> => {
  const { preview, ...wanted } = changePlanInput.parse(input)
  requireRole(ctx, 'admin')
  const change = await askingStripe(() => planChange(ctx, wanted, preview?.at ?? null))
  return change === null ? getSubscription(ctx) : carryOut(ctx, change, preview)
}

/** Seats and add-ons of the running subscription; what they cost until the period ends is charged at once. */
export const changeItems = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof changeItemsInput>,
): Promise<SubscriptionView> => {
  const { preview, ...wanted } = changeItemsInput.parse(input)
  requireRole(ctx, 'admin')
  const change = await askingStripe(() => itemsChange(ctx, wanted, preview?.at ?? null))
  return change === null ? getSubscription(ctx) : carryOut(ctx, change, preview)
}

const carryOut = async (
  ctx: WorkspaceCtx,
  change: PlannedChange,
  preview: { totalMinor: string } | undefined,
): Promise<SubscriptionView> => {
  const { live, target, order, selection } = change
  if (preview !== undefined) {
    const now = await askingStripe(() => askPreview(ctx, change))
    if (now.totalMinor !== preview.totalMinor) throw outdated()
  }
  const act = async () => {
    if (order.newPeriod) {
      await flushUsage(ctx, ctx.workspaceId)
      await billMeters(ctx, ctx.workspaceId, { stripeInvoiceId: null, ended: false })
    }
    return ctx.stripe.changePlan(order)
  }
  const detail = { from: live.version.id, to: target.version.id, credit: order.credit, ...selection }
  return settle(ctx, act, { action: 'subscription.change_requested', detail })
}

/** Ends the paid plan with its period; until then nothing changes. */
export const cancelSubscription = (ctx: WorkspaceCtx): Promise<SubscriptionView> =>
  settle(ctx, ({ stripeId }) => ctx.stripe.setCancelAtPeriodEnd(stripeId, true), {
    action: 'subscription.cancel_requested',
  })

/** Takes a cancellation back, while its period lasts. */
export const resumeSubscription = (ctx: WorkspaceCtx): Promise<SubscriptionView> =>
  settle(ctx, ({ stripeId }) => ctx.stripe.setCancelAtPeriodEnd(stripeId, false), {
    action: 'subscription.resumed',
  })

export const getSubscription = (ctx: WorkspaceCtx): Promise<SubscriptionView> =>
  inWorkspace(ctx, 'viewer', async (tx) => {
    const live = await requireLive(tx, ctx.workspaceId)
    const { planMigration, planVersion } = tables
    const [coming] = await tx
      .select({ move: planMigration, version: planVersion.number })
      .from(planMigration)
      .innerJoin(planVersion, eq(planVersion.id, planMigration.toVersionId))
      .where(
        and(eq(planMigration.subscriptionId, live.subscription.id), eq(planMigration.state, 'scheduled')),
      )
    const migration =
      coming === undefined
        ? null
        : {
            at: coming.move.effectiveAt,
            beforeMinor: coming.move.beforeMinor.toString(),
            afterMinor: coming.move.afterMinor.toString(),
            version: coming.version,
          }
    return presentSubscription(live, await currentBalance(tx, ctx.workspaceId, ctx.now()), migration)
  })
