import { addMonths } from '@assay/billing'
import { newId, tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import type { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { requireRole, type WorkspaceCtx } from '../core/context.ts'
import { notifyChange } from '../core/notify.ts'
import { AssayError } from '../errors/index.ts'
import type { SubscriptionView } from '../views.ts'
import { openPeriod } from './balance.ts'
import { getSubscription } from './change-plan.ts'
import { planIdInput } from './checkout.ts'
import { findCurrentPlan, isPaidVersion } from './plan-rows.ts'
import { lockBilling, requireLive } from './subscription-rows.ts'

/**
 * Moves a workspace from the free plan to one whose usage is paid from credits and which has no monthly price:
 * Stripe has no subscription of it, and nothing is served before there are credits.
 */
export const startPrepaid = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof planIdInput>,
): Promise<SubscriptionView> => {
  const { planId } = planIdInput.parse(input)
  requireRole(ctx, 'admin')
  const { workspaceId } = ctx
  await ctx.dbs.platform.transaction(async (tx) => {
    await lockBilling(tx, workspaceId)
    const { version } = await findCurrentPlan(tx, planId)
    if (!version.prepaid || isPaidVersion(version))
      throw new AssayError(
        'invalid_request',
        'This plan has a monthly price: subscribe to it through checkout.',
        {
          param: 'planId',
        },
      )
    const live = await requireLive(tx, workspaceId)
    if (live.version.id === version.id) return
    if (live.subscription.stripeSubscriptionId !== null)
      throw new AssayError(
        'conflict',
        'Cancel the subscription first; you can choose this plan once it has ended.',
        { param: 'planId' },
      )
    const now = ctx.now()
    await tx
      .update(tables.subscription)
      .set({ status: 'canceled', endedAt: now })
      .where(eq(tables.subscription.id, live.subscription.id))
    const id = newId('sub')
    const end = addMonths(now, 1)
    await tx.insert(tables.subscription).values({
      id,
      workspaceId,
      planVersionId: version.id,
      status: 'active',
      currentPeriodStart: now,
      currentPeriodEnd: end,
      billingAnchor: now,
    })
    await openPeriod(tx, { workspaceId, subscriptionId: id, version, start: now, end, suspended: false })
    await writeAudit(tx, ctx, 'subscription.prepaid_started', { type: 'subscription', id }, { planId })
    await notifyChange(tx, { topic: 'billing', workspaceId, id })
  })
  return getSubscription(ctx)
}
