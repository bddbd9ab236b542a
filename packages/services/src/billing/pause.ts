import { newId, tables } from '@assay/db'
import { and, eq, isNull, lte } from 'drizzle-orm'
import { z } from 'zod'
import { asSystem, inWorkspace, requireRole, type Services, type WorkspaceCtx } from '../core/context.ts'
import { AssayError } from '../errors/index.ts'
import type { SubscriptionView } from '../views.ts'
import { billMeters } from './bill-meters.ts'
import { settle } from './change-plan.ts'
import { ensureCustomer } from './customer.ts'
import { requirePaying, requirePrices } from './plan-change.ts'
import { gatewayItems, selectionOf } from './selection.ts'
import { flushUsage } from './send-usage.ts'
import { requireLive } from './subscription-rows.ts'

/** Longer than this is a cancellation. */
const longestMonths = 12

export const pauseInput = z.strictObject({
  /** Null: until somebody resumes it. */
  resumesAt: z.date().nullable().default(null),
})

/**
 * Nothing is answered, computed or billed from now on; data and models stay. What was used so far is billed first.
 * Time that is paid for runs on, and the renewals within the pause are not charged.
 */
export const pauseSubscription = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof pauseInput>,
): Promise<SubscriptionView> => {
  const { resumesAt } = pauseInput.parse(input)
  requireRole(ctx, 'admin')
  const latest = new Date(ctx.now())
  latest.setUTCMonth(latest.getUTCMonth() + longestMonths)
  if (resumesAt !== null && (resumesAt <= ctx.now() || resumesAt > latest))
    throw new AssayError('invalid_request', 'A pause must end within the next twelve months.', {
      param: 'resumesAt',
    })
  const live = requirePaying(await inWorkspace(ctx, 'admin', (tx) => requireLive(tx, ctx.workspaceId)))
  const { status, pausedAt, cancelAtPeriodEnd, id } = live.subscription
  if (pausedAt !== null) throw new AssayError('conflict', 'The subscription is already paused.')
  if (status !== 'active' || cancelAtPeriodEnd)
    throw new AssayError(
      'conflict',
      cancelAtPeriodEnd
        ? 'The subscription ends at the end of its period. Keep the plan first, then pause it.'
        : 'Only a subscription that is active and paid can be paused.',
    )
  const act = async ({ stripeId }: { stripeId: string }) => {
    await billSoFar(ctx, stripeId)
    const paused = await ctx.stripe.setPaused(stripeId, true)
    // By the customer's own time, which its periods are counted in.
    const pausedAt = await ctx.stripe.customerNow(paused.customerId)
    await ctx.dbs.platform
      .update(tables.subscription)
      .set({ pausedAt, resumesAt })
      .where(eq(tables.subscription.id, id))
    return paused
  }
  return settle(ctx, act, { action: 'subscription.paused', detail: { resumesAt } })
}

/** Invoices within the pause are voided: what is counted here is billed before. What Stripe counts, `billVoided` bills. */
export const billSoFar = async (ctx: WorkspaceCtx, stripeId: string): Promise<void> => {
  await flushUsage(ctx, ctx.workspaceId)
  await billMeters(ctx, ctx.workspaceId, { stripeInvoiceId: null, ended: false })
  const customerId = await ensureCustomer(ctx)
  await ctx.stripe.invoicePending({ customerId, subscriptionId: stripeId, reference: newId('chg') })
}

/**
 * Goes on at once. Within the time that is paid for nothing is charged; after a renewal that was not, a new period
 * begins now and is paid for now, and a refused card leaves the pause as it was.
 */
export const continueSubscription = async (ctx: WorkspaceCtx): Promise<SubscriptionView> => {
  requireRole(ctx, 'admin')
  const live = requirePaying(await inWorkspace(ctx, 'admin', (tx) => requireLive(tx, ctx.workspaceId)))
  const { pausedAt } = live.subscription
  if (pausedAt === null) throw new AssayError('conflict', 'The subscription is not paused.')
  const act = async ({ stripeId }: { stripeId: string }) => {
    const { currentPeriodStart } = await ctx.stripe.fetchSubscription(stripeId)
    if (currentPeriodStart <= pausedAt) return ctx.stripe.setPaused(stripeId, false)
    await ctx.stripe.setPaused(stripeId, false)
    try {
      const prices = await requirePrices(ctx, live)
      const items = gatewayItems(live.version, prices, selectionOf(live.subscription))
      return await ctx.stripe.changePlan({ subscriptionId: stripeId, items, newPeriod: true, credit: false })
    } catch (error) {
      await ctx.stripe.setPaused(stripeId, true)
      throw error
    }
  }
  return settle(ctx, act, { action: 'subscription.continued' })
}

/** Resumes what was to be resumed by now; a card that is refused is tried again by the next beat. */
export const resumeDue = async (services: Services): Promise<number> => {
  const { subscription } = tables
  const due = await services.dbs.platform
    .select({ workspaceId: subscription.workspaceId })
    .from(subscription)
    .where(and(isNull(subscription.endedAt), lte(subscription.resumesAt, services.now())))
  let resumed = 0
  for (const { workspaceId } of due) {
    try {
      await continueSubscription(asSystem(services, workspaceId))
      resumed += 1
    } catch (error) {
      if (!(error instanceof AssayError) || error.code !== 'payment_failed') throw error
      await services.dbs.platform
        .update(subscription)
        .set({ resumesAt: null })
        .where(and(eq(subscription.workspaceId, workspaceId), isNull(subscription.endedAt)))
    }
  }
  return resumed
}
