import {
  creditsUnusedTime,
  monthlyRecurringMinor,
  offerOf,
  type Period,
  type Selection,
  seatLimit,
  soldPrices,
} from '@assay/billing'
import type { GatewayPlanChange } from '@assay/billing/stripe'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { AssayError } from '../errors/index.ts'
import { type BalanceRow, latestBalance } from './balance.ts'
import { ensureCustomer } from './customer.ts'
import { seatsUsed } from './entitlements.ts'
import { findCurrentPlan, isPaidVersion, type PlanVersionRow, type PlanWithVersion } from './plan-rows.ts'
import { requireSeats } from './seats.ts'
import { gatewayItems, requireSold, type VersionPrices } from './selection.ts'
import { requireLive, type SubscriptionWithPlan } from './subscription-rows.ts'
import { syncPlanVersion } from './sync-catalogue.ts'

/** How long what was shown can be agreed to. */
const previewMinutes = 15

export type Paying = SubscriptionWithPlan & { stripeId: string }
export type PlannedChange = {
  live: SubscriptionWithPlan
  target: PlanWithVersion
  selection: Selection
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
  new AssayError('conflict', 'The amount has changed since it was shown. Review it, then confirm.', {
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

/** What a plan change keeps of what was chosen before: seats for those who are there, add-ons that go on being sold. */
const carriedOver = (
  live: SubscriptionWithPlan,
  target: PlanWithVersion,
  members: number,
  wanted: Selection['interval'] | undefined,
): Selection => {
  const offer = offerOf(target.version)
  const interval = wanted ?? (offer.yearlyMinor === null ? 'month' : live.subscription.interval)
  const sold = soldPrices(target.version).filter((one) => one.interval === interval)
  const sells = (item: string) => sold.some((one) => one.item === item)
  const addOns = live.subscription.addOns.filter((key) => sells(`addon.${key}`))
  const without = seatLimit(offer, 0, addOns)
  // Within a plan what was chosen stays; another plan has the seats that are taken, and no more are sold unasked.
  const wantedSeats =
    target.plan.id === live.plan.id
      ? live.subscription.extraSeats
      : Math.max(0, members - (without ?? members))
  const extraSeats = without === null || !sells('seat') ? 0 : wantedSeats
  return { interval, extraSeats, addOns }
}

const refuseFree = (version: PlanVersionRow): void => {
  if (isPaidVersion(version)) return
  throw new AssayError(
    'conflict',
    'To return to the free plan, cancel the subscription: it ends at the end of its period.',
    { param: 'planId' },
  )
}

const refusePaused = ({ subscription }: SubscriptionWithPlan): void => {
  if (subscription.pausedAt === null) return
  throw new AssayError('conflict', 'The subscription is paused. Resume it, then change it.')
}

/** What is given back: by the month all or nothing, by the year at least what lies after the running month. */
const settlement = (
  live: SubscriptionWithPlan,
  toMinor: bigint,
  balance: BalanceRow | null,
  period: Period,
  at: Date,
): { credit: boolean; prorateAt: Date } => {
  const month = balance === null ? period : { start: balance.periodStart, end: balance.periodEnd }
  const credit = creditsUnusedTime({
    fromMinor: live.subscription.mrrMinor,
    toMinor,
    used: balance?.used ?? 0,
    included: live.version.includedPredictions,
    period: live.subscription.interval === 'year' ? month : period,
    at,
  })
  if (credit || live.subscription.interval === 'month' || month.end >= period.end)
    return { credit, prorateAt: at }
  return { credit: true, prorateAt: month.end }
}

/**
 * What is to be asked of Stripe to move to a plan's current version, in its own currency, by the month or the year;
 * null: it is the workspace's own already.
 */
export const planChange = async (
  ctx: WorkspaceCtx,
  { planId, interval }: { planId: string; interval?: Selection['interval'] | undefined },
  agreedAt: Date | null,
): Promise<PlannedChange | null> => {
  const { target, live, balance, members } = await inWorkspace(ctx, 'admin', async (tx) => {
    const live = await requireLive(tx, ctx.workspaceId)
    const paying = live.subscription.stripeSubscriptionId !== null
    return {
      live,
      target: await findCurrentPlan(tx, planId, paying ? live.version.currency : null),
      balance: await latestBalance(tx, ctx.workspaceId),
      members: (await seatsUsed(tx, ctx.workspaceId, ctx.now())).members,
    }
  })
  const selection = carriedOver(live, target, members, interval)
  if (target.version.id === live.version.id && selection.interval === live.subscription.interval) return null
  refuseFree(target.version)
  const { stripeId } = requirePaying(live)
  refusePaused(live)
  requireSold(target.version, selection)
  requireSeats(target, selection, members)
  const period = { start: live.subscription.currentPeriodStart, end: live.subscription.currentPeriodEnd }
  const at = instantOf(agreedAt, await customerTime(ctx), period)
  const toMinor = monthlyRecurringMinor(target.version, selection)
  const trying = live.subscription.status === 'trialing'
  const settled = trying ? { credit: true, prorateAt: at } : settlement(live, toMinor, balance, period, at)
  const prices = await requirePrices(ctx, target)
  return {
    live,
    target,
    selection,
    at,
    order: {
      subscriptionId: stripeId,
      items: gatewayItems(target.version, prices, selection),
      newPeriod: true,
      ...settled,
    },
  }
}

/** The same for seats and add-ons of the version that the workspace is on: the period goes on. */
export const itemsChange = async (
  ctx: WorkspaceCtx,
  wanted: { extraSeats: number; addOns: string[] },
  agreedAt: Date | null,
): Promise<PlannedChange | null> => {
  const { live, members } = await inWorkspace(ctx, 'admin', async (tx) => ({
    live: await requireLive(tx, ctx.workspaceId),
    members: (await seatsUsed(tx, ctx.workspaceId, ctx.now())).members,
  }))
  const { stripeId } = requirePaying(live)
  refusePaused(live)
  const before = live.subscription
  const selection = { interval: before.interval, ...wanted }
  if (
    before.extraSeats === wanted.extraSeats &&
    before.addOns.toSorted().join() === wanted.addOns.toSorted().join()
  )
    return null
  requireSold(live.version, selection)
  requireSeats(live, selection, members)
  const period = { start: before.currentPeriodStart, end: before.currentPeriodEnd }
  const at = instantOf(agreedAt, await customerTime(ctx), period)
  const prices = await requirePrices(ctx, live)
  return {
    live,
    target: live,
    selection,
    at,
    order: {
      subscriptionId: stripeId,
      items: gatewayItems(live.version, prices, selection),
      newPeriod: false,
      credit: true,
      prorateAt: at,
    },
  }
}

export const requirePrices = async (
  ctx: Pick<WorkspaceCtx, 'dbs' | 'stripe'>,
  target: PlanWithVersion,
): Promise<VersionPrices> => {
  const prices = await syncPlanVersion(ctx, target)
  if (prices === null) throw new Error(`${target.version.id} is paid and has no prices`)
  return prices
}
