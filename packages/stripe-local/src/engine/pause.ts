import type { Invoice, Subscription } from '../model.ts'
import { finalizeAndCollect } from './collect.ts'
import { createDraft } from './invoice.ts'
import { baseLines } from './renew.ts'
import { periodAt, scheduleSubscription, withPeriod } from './subscription-state.ts'
import type { Work } from './work.ts'

/** Collection goes on by itself when its time has come; drafts that were kept stay drafts. */
export async function resumeCollection(work: Work, subscription: Subscription): Promise<void> {
  if (subscription.pause_collection === null) return
  const next: Subscription = { ...subscription, pause_collection: null }
  await work.update('subscription', subscription, next, 'customer.subscription.updated')
}

/** A paused subscription begins a new period and is charged for it. */
export async function resumeSubscription(
  work: Work,
  subscription: Subscription,
  now: number,
  resetsAnchor: boolean,
): Promise<Invoice> {
  const anchored: Subscription = {
    ...subscription,
    status: 'active',
    billing_cycle_anchor: resetsAnchor ? now : subscription.billing_cycle_anchor,
  }
  const period = await periodAt(work, anchored, now)
  const resumed: Subscription = {
    ...anchored,
    _items: withPeriod(anchored._items, now, period.end).map((item) => ({ ...item, usage_from: now })),
  }
  await work.update('subscription', subscription, resumed, 'customer.subscription.updated')
  await work.emit('customer.subscription.resumed', resumed)
  await scheduleSubscription(work, resumed)
  const draft = await createDraft(work, {
    customer: await work.customer(resumed.customer),
    subscription: resumed,
    reason: 'subscription_update',
    period: { start: now, end: now },
    lines: await baseLines(work, resumed, period),
    currency: resumed.currency,
    now,
    withPendingItems: true,
  })
  return (await finalizeAndCollect(work, draft, now)).invoice
}
