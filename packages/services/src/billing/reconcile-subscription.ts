import { addedBy, monthlyRecurringMinor, offerOf, periodAt, standingOf } from '@assay/billing'
import { type GatewaySubscription, type StripeGateway, StripeGatewayError } from '@assay/billing/stripe'
import { newId, type SubscriptionStatus, type Tx, tables } from '@assay/db'
import { eq, inArray, or, sql } from 'drizzle-orm'
import { writeAudit } from '../core/audit.ts'
import type { Services } from '../core/context.ts'
import { notifyChange } from '../core/notify.ts'
import { openPeriod } from './balance.ts'
import { startFreeSubscription } from './free-subscription.ts'
import { recordMovement } from './movement.ts'
import { findPlanVersion, type PlanVersionRow } from './plan-rows.ts'
import { selectionFrom } from './selection.ts'
import { findLive, lockBilling, type SubscriptionRow } from './subscription-rows.ts'

const system = { type: 'system', id: null } as const
/** How long a failed payment leaves access as it was. */
export const graceDays = 10

/** What counts as subscribed; an incomplete one has never been paid and changes nothing. */
const liveStatuses: Partial<Record<GatewaySubscription['status'], SubscriptionStatus>> = {
  active: 'active',
  trialing: 'trialing',
  past_due: 'past_due',
  unpaid: 'unpaid',
  paused: 'unpaid',
}

/** The workspace behind a Stripe customer. Metadata is not asked: anybody with a dashboard can write it. */
export const workspaceOfCustomer = async (
  tx: Pick<Tx, 'select'>,
  customerId: string,
): Promise<string | null> => {
  const [row] = await tx
    .select({ id: tables.workspace.id })
    .from(tables.workspace)
    .where(eq(tables.workspace.stripeCustomerId, customerId))
  return row?.id ?? null
}

/**
 * Makes the workspace's subscription, counter and revenue what Stripe says now. A function of Stripe's
 * present state alone, read under the lock: how many notices came, and in which order, makes no difference.
 */
export const reconcileCustomer = async (
  services: Pick<Services, 'stripe' | 'now'>,
  tx: Tx,
  customerId: string,
): Promise<void> => {
  const workspaceId = await workspaceOfCustomer(tx, customerId)
  if (workspaceId === null) return
  await lockBilling(tx, workspaceId)
  const live = (await services.stripe.listLiveSubscriptions(customerId)).filter(
    (one) => liveStatuses[one.status] !== undefined,
  )
  const [kept, ...extra] = live
  // Two checkouts finished side by side: the first one counts, the others are given back.
  for (const one of extra) await cancelExtra(services.stripe, tx, workspaceId, one)
  const before = await findLive(tx, workspaceId)
  const paidBefore = before?.subscription.stripeSubscriptionId ?? null
  if (paidBefore !== null && paidBefore !== kept?.id) await endPaid(services, tx, before?.subscription)
  if (kept === undefined) {
    if (before === null || paidBefore !== null) await fallBackToFree(services, tx, workspaceId)
  } else await applyKept(services, tx, workspaceId, kept)
  await notifyChange(tx, { topic: 'billing', workspaceId, id: kept?.id ?? '' })
}

const cancelExtra = async (
  stripe: StripeGateway,
  tx: Tx,
  workspaceId: string,
  extra: GatewaySubscription,
): Promise<void> => {
  try {
    await stripe.cancelNow(extra.id)
  } catch (error) {
    if (!(error instanceof StripeGatewayError && error.code === 'not_found')) throw error
  }
  const subject = { type: 'subscription', id: extra.id }
  await writeAudit(tx, { actor: system, workspaceId }, 'subscription.duplicate_cancelled', subject)
}

const endPaid = async (
  services: Pick<Services, 'stripe' | 'now'>,
  tx: Tx,
  row: SubscriptionRow | undefined,
): Promise<void> => {
  if (!row?.stripeSubscriptionId) return
  const ended = await services.stripe.fetchSubscription(row.stripeSubscriptionId)
  const endedAt = ended.endedAt ?? services.now()
  await tx
    .update(tables.subscription)
    .set({
      status: 'canceled',
      endedAt,
      cancelAtPeriodEnd: false,
      graceUntil: null,
      pausedAt: null,
      resumesAt: null,
      mrrMinor: 0n,
    })
    .where(eq(tables.subscription.id, row.id))
  const { version } = await findPlanVersion(tx, row.planVersionId)
  const { workspaceId, id: subscriptionId } = row
  await recordMovement(tx, {
    workspaceId,
    subscriptionId,
    currency: version.currency,
    afterMinor: 0n,
    at: endedAt,
  })
  const subject = { type: 'subscription', id: row.id }
  await writeAudit(tx, { actor: system, workspaceId }, 'subscription.ended', subject)
}

const fallBackToFree = async (
  services: Pick<Services, 'now'>,
  tx: Tx,
  workspaceId: string,
): Promise<void> => {
  const rows = await tx
    .select({ endedAt: tables.subscription.endedAt })
    .from(tables.subscription)
    .where(eq(tables.subscription.workspaceId, workspaceId))
  const last = Math.max(...rows.map((row) => row.endedAt?.getTime() ?? 0))
  await startFreeSubscription(tx, workspaceId, last > 0 ? new Date(last) : services.now())
}

const applyKept = async (
  services: Pick<Services, 'now'>,
  tx: Tx,
  workspaceId: string,
  kept: GatewaySubscription,
): Promise<void> => {
  const { subscription } = tables
  const [known] = await tx.select().from(subscription).where(eq(subscription.stripeSubscriptionId, kept.id))
  const version = await pinnedVersion(tx, workspaceId, kept, known)
  if (version === null) return
  const status = liveStatuses[kept.status] ?? 'active'
  const now = services.now()
  const failing = status === 'past_due' || status === 'unpaid'
  const graceUntil =
    status === 'past_due' ? (known?.graceUntil ?? new Date(now.getTime() + graceDays * 86_400_000)) : null
  const selection = selectionFrom(version, kept.items)
  const pausedAt = kept.paused ? (known?.pausedAt ?? now) : null
  const earns = status !== 'unpaid' && status !== 'trialing' && pausedAt === null
  const mrrMinor = earns ? monthlyRecurringMinor(version, selection) : 0n
  const state = {
    ...selection,
    addOns: [...selection.addOns],
    extraPredictions: addedBy(offerOf(version), selection.addOns).predictions,
    mrrMinor,
    trialEnd: kept.trialEnd,
    pausedAt,
    resumesAt: pausedAt === null ? null : (known?.resumesAt ?? null),
    pastDueSince: failing ? (known?.pastDueSince ?? now) : null,
    planVersionId: version.id,
    status,
    currentPeriodStart: kept.currentPeriodStart,
    currentPeriodEnd: kept.currentPeriodEnd,
    billingAnchor: kept.anchor,
    cancelAtPeriodEnd: kept.cancelAtPeriodEnd,
    graceUntil,
    endedAt: null,
  }
  const id = known?.id ?? newId('sub')
  if (known) await tx.update(subscription).set(state).where(eq(subscription.id, id))
  else {
    await endFree(tx, workspaceId, kept.startedAt)
    await tx.insert(subscription).values({ id, workspaceId, stripeSubscriptionId: kept.id, ...state })
  }
  await rememberPayer(tx, workspaceId, version.currency, status === 'trialing' ? now : null)
  const standing = standingOf({ status, graceUntil, pausedAt }, now)
  const suspended = standing === 'restricted' || standing === 'paused'
  const period = allowancePeriod(kept, selection.interval, now)
  await openPeriod(tx, { workspaceId, subscriptionId: id, version, suspended, ...period })
  const moved = known === undefined ? kept.startedAt : kept.currentPeriodStart
  await recordMovement(tx, {
    workspaceId,
    subscriptionId: id,
    currency: version.currency,
    afterMinor: mrrMinor,
    at: moved,
  })
  if (known?.planVersionId === version.id) return
  const subject = { type: 'subscription', id }
  await writeAudit(tx, { actor: system, workspaceId }, 'subscription.plan_changed', subject, {
    planVersionId: version.id,
  })
}

/** The allowance renews by the month, on the anchor's day; only a trial has one of its own length. */
const allowancePeriod = (
  kept: GatewaySubscription,
  interval: 'month' | 'year',
  now: Date,
): { start: Date; end: Date } => {
  const whole = { start: kept.currentPeriodStart, end: kept.currentPeriodEnd }
  if (interval === 'month' || kept.status === 'trialing') return whole
  const lastMs = whole.end.getTime() - 1
  const month = periodAt(
    kept.anchor,
    new Date(Math.min(Math.max(now.getTime(), whole.start.getTime()), lastMs)),
  )
  const startMs = Math.max(month.start.getTime(), whole.start.getTime())
  const endMs = Math.min(month.end.getTime(), whole.end.getTime())
  return { start: new Date(startMs), end: new Date(endMs) }
}

/** From its first subscription on a customer has a currency, and a trial is used once. */
const rememberPayer = async (
  tx: Tx,
  workspaceId: string,
  currency: string,
  triedAt: Date | null,
): Promise<void> => {
  const { workspace } = tables
  await tx
    .update(workspace)
    .set({
      billingCurrency: currency,
      ...(triedAt === null
        ? {}
        : { trialUsedAt: sql`coalesce(${workspace.trialUsedAt}, ${triedAt.toISOString()})` }),
    })
    .where(eq(workspace.id, workspaceId))
}

const endFree = async (tx: Tx, workspaceId: string, endedAt: Date): Promise<void> => {
  const live = await findLive(tx, workspaceId)
  if (live === null) return
  await tx
    .update(tables.subscription)
    .set({ status: 'canceled', endedAt })
    .where(eq(tables.subscription.id, live.subscription.id))
}

/** The version whose price the subscription carries. Prices that we did not make leave the pinned one. */
const pinnedVersion = async (
  tx: Tx,
  workspaceId: string,
  kept: GatewaySubscription,
  known: SubscriptionRow | undefined,
): Promise<PlanVersionRow | null> => {
  const { planVersion } = tables
  const priceIds = kept.items.map(({ priceId }) => priceId)
  const [found] = await tx
    .select()
    .from(planVersion)
    .where(
      or(
        inArray(planVersion.stripeBasePriceId, priceIds),
        inArray(sql`${planVersion.stripePrices} ->> 'base:year'`, priceIds),
      ),
    )
  if (found) return found
  const subject = { type: 'subscription', id: kept.id }
  const detail = { priceIds }
  await writeAudit(tx, { actor: system, workspaceId }, 'subscription.unknown_price', subject, detail)
  return known ? (await findPlanVersion(tx, known.planVersionId)).version : null
}
