import { creditsUnusedTime, type Period } from '@assay/billing'
import type { GatewayPlanChange } from '@assay/billing/stripe'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { AssayError } from '../errors/index.ts'
import { latestBalance } from './balance.ts'
import { ensureCustomer } from './customer.ts'
import { findCurrentPlan, isPaidVersion, type PlanWithVersion } from './plan-rows.ts'
import { requireLive, type SubscriptionWithPlan } from './subscription-rows.ts'
import { syncPlanVersion } from './sync-catalogue.ts'

/** How long what was shown can be agreed to. */
const previewMinutes = 15

export type Paying = SubscriptionWithPlan & { stripeId: string }
export type PlannedChange = {
  live: SubscriptionWithPlan
  target: PlanWithVersion
  /** Unused time is counted from here, in whole seconds as Stripe counts. */
  at: Date
  order: GatewayPlanChange
}

export const requirePaying = (live: SubscriptionWithPlan): Paying => {
  const stripeId = live.subscription.stripeSubscriptionId
  if (stripeId === null)
    throw new AssayError('conflict', 'This workspace is on the free plan. Choose a plan and check out first.')
  return { ...live, stripeId }
}

export const outdated = (): AssayError =>
  new AssayError('conflict', 'The amount has changed since it was shown. Look at it again, then confirm.', {
    param: 'preview',
  })

/** An agreed instant lies within the last minutes and the running period: nobody chooses what is given back. */
const instantOf = (agreedAt: Date | null, now: Date, period: Period): Date => {
  if (now < period.start || now >= period.end)
    throw new AssayError('conflict', 'The plan is being renewed right now. Try again in a minute.')
  if (agreedAt === null) return now
  const age = now.getTime() - agreedAt.getTime()
  if (age < 0 || age > previewMinutes * 60_000 || agreedAt < period.start) throw outdated()
  return agreedAt
}

/** The customer's time in whole seconds. */
const customerTime = async (ctx: WorkspaceCtx): Promise<Date> => {
  const now = await ctx.stripe.customerNow(await ensureCustomer(ctx))
  return new Date(Math.floor(now.getTime() / 1000) * 1000)
}

/** What is to be asked of Stripe to move to a plan's current version; null: it is the workspace's own already. */
export const planChange = async (
  ctx: WorkspaceCtx,
  planId: string,
  agreedAt: Date | null,
): Promise<PlannedChange | null> => {
  const { target, live, balance } = await inWorkspace(ctx, 'admin', async (tx) => ({
    target: await findCurrentPlan(tx, planId),
    live: await requireLive(tx, ctx.workspaceId),
    balance: await latestBalance(tx, ctx.workspaceId),
  }))
  if (target.version.id === live.version.id) return null
  if (!isPaidVersion(target.version))
    throw new AssayError(
      'conflict',
      'To return to the free plan, cancel the subscription: it ends with its period.',
      { param: 'planId' },
    )
  const { stripeId } = requirePaying(live)
  const prices = await syncPlanVersion(ctx, target)
  if (prices === null) throw new Error(`${target.version.id} is paid and has no prices`)
  const period = { start: live.subscription.currentPeriodStart, end: live.subscription.currentPeriodEnd }
  const at = instantOf(agreedAt, await customerTime(ctx), period)
  const credit = creditsUnusedTime({
    fromMinor: live.version.monthlyPriceMinor,
    toMinor: target.version.monthlyPriceMinor,
    used: balance?.used ?? 0,
    included: live.version.includedPredictions,
    period,
    at,
  })
  return { live, target, at, order: { subscriptionId: stripeId, prices, credit, prorateAt: at } }
}
