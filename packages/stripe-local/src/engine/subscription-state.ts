import type { Subscription, SubscriptionItem } from '../model.ts'
import { nextBoundary } from './calendar.ts'
import { announceCustomer } from './entitlements.ts'
import type { Work } from './work.ts'

const trialNoticeSeconds = 3 * 86_400

/** Ends a subscription for good; its drafts and open invoices stay, but are no longer collected by themselves. */
export async function endSubscription(
  work: Work,
  subscription: Subscription,
  now: number,
  reason: 'cancellation_requested' | 'payment_failed',
): Promise<Subscription> {
  const ended: Subscription = {
    ...subscription,
    status: 'canceled',
    canceled_at: subscription.canceled_at ?? now,
    ended_at: now,
    cancellation_details: { ...subscription.cancellation_details, reason },
  }
  await work.clearTimer(subscription.id)
  await work.save('subscription', ended)
  await stopCollection(work, subscription)
  await work.emit('customer.subscription.deleted', ended)
  await announceCustomer(work, ended)
  return ended
}

async function stopCollection(work: Work, { id, customer }: Subscription): Promise<void> {
  const invoices = await work.where('invoice', { match: { customer, auto_advance: true } })
  for (const invoice of invoices) {
    if (invoice.parent?.subscription_details?.subscription !== id) continue
    if (invoice.status !== 'draft' && invoice.status !== 'open') continue
    await work.clearTimer(invoice.id)
    await work.save('invoice', {
      ...invoice,
      auto_advance: false,
      automatically_finalizes_at: null,
      next_payment_attempt: null,
    })
  }
}

/** Sets what the clock has to wake this subscription for. */
export async function scheduleSubscription(work: Work, subscription: Subscription): Promise<void> {
  const { id, test_clock: clock } = subscription
  const [item] = subscription._items
  if (item === undefined) return
  await work.setTimer(id, 'period_end', item.current_period_end, clock)
  if (subscription.cancel_at !== null && !subscription.cancel_at_period_end)
    await work.setTimer(id, 'cancel_at', subscription.cancel_at, clock)
  else await work.clearTimer(id, 'cancel_at')
  const resumesAt = subscription.pause_collection?.resumes_at ?? null
  if (resumesAt === null) await work.clearTimer(id, 'resume_collection')
  else await work.setTimer(id, 'resume_collection', resumesAt, clock)
  if (subscription.status === 'trialing' && subscription.trial_end !== null) {
    const notice = Math.max(subscription.created, subscription.trial_end - trialNoticeSeconds)
    await work.setTimer(id, 'trial_will_end', notice, clock)
  }
}

/** A trial that ended without a card may stop a subscription until somebody resumes it. */
export async function pauseSubscription(work: Work, subscription: Subscription): Promise<void> {
  const paused: Subscription = { ...subscription, status: 'paused' }
  await work.clearTimer(subscription.id)
  await work.update('subscription', subscription, paused, 'customer.subscription.updated')
  await work.emit('customer.subscription.paused', paused)
}

export const withPeriod = (items: SubscriptionItem[], start: number, end: number): SubscriptionItem[] =>
  items.map((item) => ({ ...item, current_period_start: start, current_period_end: end }))

/** The period that holds `time`, on the grid of the subscription's anchor. */
export async function periodAt(
  work: Work,
  subscription: Subscription,
  time: number,
): Promise<{ start: number; end: number }> {
  const [item] = subscription._items
  const recurring = item === undefined ? null : (await work.get('price', item.price)).recurring
  if (recurring === null) throw new Error(`subscription ${subscription.id} has no recurring price`)
  const { interval, interval_count: count } = recurring
  return { start: time, end: nextBoundary(subscription.billing_cycle_anchor, interval, count, time) }
}
