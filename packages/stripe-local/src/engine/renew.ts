import type { Invoice, Line, Subscription } from '../model.ts'
import { finalizeAndCollect } from './collect.ts'
import { createDraft } from './invoice.ts'
import { baseLine, isMetered, usageLine } from './lines.ts'
import { creditUnused } from './proration.ts'
import {
  endSubscription,
  pauseSubscription,
  periodAt,
  scheduleSubscription,
  withPeriod,
} from './subscription-state.ts'
import type { Work } from './work.ts'

/** At a period's end: the next period begins, and a draft holds its fees and the ended period's usage. */
export async function endPeriod(
  work: Work,
  subscription: Subscription,
  now: number,
): Promise<Invoice | null> {
  const ended = endedPeriod(subscription)
  if (subscription.cancel_at_period_end || (subscription.cancel_at !== null && subscription.cancel_at <= now))
    return await cancelNow(work, subscription, now, { invoiceNow: true, prorate: false })
  const wasTrialing = subscription.status === 'trialing'
  if (wasTrialing && (await cardFor(work, subscription)) === null) {
    const behavior = subscription.trial_settings.end_behavior.missing_payment_method
    if (behavior === 'cancel')
      return await cancelNow(work, subscription, now, { invoiceNow: true, prorate: false })
    if (behavior === 'pause') {
      await pauseSubscription(work, subscription)
      return null
    }
  }
  const next = await periodAt(work, subscription, ended.end)
  const renewed: Subscription = {
    ...subscription,
    status: wasTrialing ? 'active' : subscription.status,
    _items: withPeriod(subscription._items, next.start, next.end),
  }
  await work.update('subscription', subscription, renewed, 'customer.subscription.updated')
  await work.clearTimer(subscription.id)
  await scheduleSubscription(work, renewed)
  const lines = [...(await baseLines(work, renewed, next)), ...(await usageLines(work, subscription, ended))]
  return await createDraft(work, {
    customer: await work.customer(subscription.customer),
    subscription: renewed,
    reason: 'subscription_cycle',
    period: ended,
    lines,
    currency: subscription.currency,
    now,
    withPendingItems: true,
    // An unpaid subscription gathers drafts that wait for a decision.
    autoAdvance: renewed.status !== 'unpaid',
  })
}

async function cardFor(work: Work, subscription: Subscription): Promise<string | null> {
  if (subscription.collection_method === 'send_invoice') return 'sent'
  const customer = await work.customer(subscription.customer)
  return subscription.default_payment_method ?? customer.invoice_settings.default_payment_method
}

export function endedPeriod(subscription: Subscription): { start: number; end: number } {
  const [item] = subscription._items
  if (item === undefined) throw new Error(`subscription ${subscription.id} has no items`)
  return { start: item.current_period_start, end: item.current_period_end }
}

export async function baseLines(
  work: Work,
  subscription: Subscription,
  period: { start: number; end: number },
): Promise<Line[]> {
  const lines: Line[] = []
  for (const item of subscription._items) {
    if (isMetered(await work.get('price', item.price))) continue
    lines.push(await baseLine(work, subscription, item, period))
  }
  return lines
}

async function usageLines(
  work: Work,
  subscription: Subscription,
  period: { start: number; end: number },
): Promise<Line[]> {
  const lines: Line[] = []
  for (const item of subscription._items) {
    if (!isMetered(await work.get('price', item.price))) continue
    lines.push(await usageLine(work, subscription, item, period))
  }
  return lines
}

export interface CancelFields {
  /** Bills usage and pending items that no invoice holds yet. */
  invoiceNow: boolean
  /** Credits the unused part of what was paid for. */
  prorate: boolean
}

/** Ends a subscription at `now`, with a last invoice where something is left to bill. */
export async function cancelNow(
  work: Work,
  subscription: Subscription,
  now: number,
  fields: CancelFields,
): Promise<Invoice | null> {
  const period = endedPeriod(subscription)
  if (fields.prorate) {
    for (const item of subscription._items) await creditUnused(work, subscription, item, now)
  }
  const ended = await endSubscription(work, subscription, now, 'cancellation_requested')
  if (!fields.invoiceNow) return null
  const to = Math.min(now, period.end)
  const usage = await usageLines(work, subscription, { start: period.start, end: to })
  const lines = usage.filter((line) => line.amount > 0)
  const pending = await work.where('invoiceitem', {
    match: { customer: subscription.customer, invoice: null, _subscription: subscription.id },
  })
  if (lines.length === 0 && pending.length === 0) return null
  const draft = await createDraft(work, {
    customer: await work.customer(subscription.customer),
    subscription: ended,
    reason: 'subscription_cycle',
    period: { start: period.start, end: to },
    lines,
    currency: subscription.currency,
    now,
    withPendingItems: true,
  })
  // At a period's own end late usage still gets its hour; a cancellation by hand bills at once.
  if (now >= period.end) return draft
  return (await finalizeAndCollect(work, draft, now)).invoice
}
