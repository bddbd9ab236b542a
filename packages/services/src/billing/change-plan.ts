import { creditsUnusedTime } from '@assay/billing'
import type { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, requireRole, type WorkspaceCtx } from '../core/context.ts'
import { AssayError } from '../errors/index.ts'
import type { SubscriptionView } from '../views.ts'
import { currentBalance, latestBalance } from './balance.ts'
import { billMeters } from './bill-meters.ts'
import { planIdInput } from './checkout.ts'
import { findCurrentPlan, isPaidVersion } from './plan-rows.ts'
import { reconcileCustomer } from './reconcile-subscription.ts'
import { flushUsage } from './send-usage.ts'
import { askingStripe } from './stripe-errors.ts'
import { presentSubscription, requireLive, type SubscriptionWithPlan } from './subscription-rows.ts'
import { syncPlanVersion } from './sync-catalogue.ts'

type Paying = SubscriptionWithPlan & { stripeId: string }

const requirePaying = (live: SubscriptionWithPlan): Paying => {
  const stripeId = live.subscription.stripeSubscriptionId
  if (stripeId === null)
    throw new AssayError('conflict', 'This workspace is on the free plan. Choose a plan and check out first.')
  return { ...live, stripeId }
}

/** Takes over what Stripe says now, without waiting for its notice, and shows it. */
const settle = async (
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
  input: z.input<typeof planIdInput>,
): Promise<SubscriptionView> => {
  const { planId } = planIdInput.parse(input)
  requireRole(ctx, 'admin')
  const found = await inWorkspace(ctx, 'admin', async (tx) => ({
    target: await findCurrentPlan(tx, planId),
    live: await requireLive(tx, ctx.workspaceId),
    balance: await latestBalance(tx, ctx.workspaceId),
  }))
  const { target, live, balance } = found
  if (target.version.id === live.version.id) return getSubscription(ctx)
  if (!isPaidVersion(target.version))
    throw new AssayError(
      'conflict',
      'To return to the free plan, cancel the subscription: it ends with its period.',
      {
        param: 'planId',
      },
    )
  const credit = creditsUnusedTime({
    fromMinor: live.version.monthlyPriceMinor,
    toMinor: target.version.monthlyPriceMinor,
    used: balance?.used ?? 0,
    included: live.version.includedPredictions,
    period: { start: live.subscription.currentPeriodStart, end: live.subscription.currentPeriodEnd },
    at: ctx.now(),
  })
  const act = async ({ stripeId }: Paying) => {
    const prices = await syncPlanVersion(ctx, target)
    if (prices === null) throw new Error(`${target.version.id} is paid and has no prices`)
    await flushUsage(ctx, ctx.workspaceId)
    await billMeters(ctx, ctx.workspaceId, { stripeInvoiceId: null, ended: false })
    return ctx.stripe.changePlan({ subscriptionId: stripeId, prices, credit })
  }
  const detail = { from: live.version.id, to: target.version.id, credit }
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
  inWorkspace(ctx, 'viewer', async (tx) =>
    presentSubscription(
      await requireLive(tx, ctx.workspaceId),
      await currentBalance(tx, ctx.workspaceId, ctx.now()),
    ),
  )
