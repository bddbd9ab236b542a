import { cardDeclined, invalid } from '../http/errors.ts'
import type { Subscription, SubscriptionItem } from '../model.ts'
import { finalizeAndCollect } from './collect.ts'
import { announceCustomer } from './entitlements.ts'
import { newId } from './ids.ts'
import { createDraft } from './invoice.ts'
import { isMetered } from './lines.ts'
import { billUsageSoFar, creditUnused, debitRemaining } from './proration.ts'
import { amountMinor } from './rating.ts'
import { baseLines, endedPeriod } from './renew.ts'
import { checkedPrices, type PaymentBehavior } from './subscribe.ts'
import { periodAt, scheduleSubscription, withPeriod } from './subscription-state.ts'
import type { Work } from './work.ts'

export type ProrationBehavior = 'create_prorations' | 'always_invoice' | 'none'

export interface ItemChange {
  id: string | null
  price: string | null
  quantity: number | null
  metadata: Record<string, string> | null
  deleted: boolean
  taxRates?: string[]
}

export interface ChangeFields {
  items: ItemChange[]
  proration: ProrationBehavior
  prorationDate: number | null
  resetAnchor: boolean
  /** `error_if_incomplete`: a refused payment undoes the change. */
  paymentBehavior?: PaymentBehavior
}

/** Changes what a subscription consists of: unused time is credited, remaining time debited, usage so far billed. */
export async function changeItems(
  work: Work,
  before: Subscription,
  fields: ChangeFields,
  now: number,
): Promise<Subscription> {
  const at = fields.prorationDate ?? now
  const period = endedPeriod(before)
  if (at < period.start || at > period.end)
    throw invalid('Invalid proration_date: must be within the current period.', 'proration_date')
  const items = applyChanges(before._items, fields.items, now)
  await checkedPrices(
    work,
    items.map(({ price }) => price),
  )
  const restarts =
    before.status !== 'trialing' && (fields.resetAnchor || (await startsNewCycle(work, before, items)))
  const prorates = fields.proration !== 'none' && before.status !== 'trialing'
  for (const old of before._items) {
    if (!restarts && unchanged(old, items)) continue
    // Only fixed prices are counted as of another instant: usage is billed until now.
    if (await billUsageSoFar(work, before, old, now, items)) continue
    if (prorates) await creditUnused(work, before, old, at)
  }
  if (restarts) return await restartCycle(work, before, items, now, fields.paymentBehavior)
  const after: Subscription = { ...before, _items: items }
  for (const item of items) {
    if (prorates && !unchanged(item, before._items)) await debitRemaining(work, after, item, at)
  }
  await work.update('subscription', before, after, 'customer.subscription.updated')
  await announceCustomer(work, after)
  if (fields.proration === 'always_invoice') await invoicePending(work, after, now, fields.paymentBehavior)
  return await work.get('subscription', before.id)
}

function applyChanges(old: SubscriptionItem[], changes: ItemChange[], now: number): SubscriptionItem[] {
  const [first] = old
  if (first === undefined) throw new Error('a subscription has at least one item')
  let items = [...old]
  for (const [index, change] of changes.entries()) {
    const current = items.find((item) => item.id === change.id)
    if (change.id !== null && current === undefined)
      throw invalid(`No such subscription item: '${change.id}'`, `items[${index}][id]`, 'resource_missing')
    if (change.deleted) {
      items = items.filter((item) => item.id !== change.id)
    } else if (current !== undefined) {
      const next = changedItem(current, change, now)
      items = items.map((item) => (item.id === current.id ? next : item))
    } else {
      const price = change.price
      if (price === null)
        throw invalid(
          `Missing required param: items[${index}][price].`,
          `items[${index}][price]`,
          'parameter_missing',
        )
      const { tax_rates: _rates, discounts: _discounts, ...blank } = first
      const added: SubscriptionItem = { ...blank, id: newId('si'), created: now, price, usage_from: now }
      items.push({
        ...added,
        quantity: change.quantity ?? 1,
        metadata: change.metadata ?? {},
        ...(change.taxRates === undefined ? {} : { tax_rates: change.taxRates }),
      })
    }
  }
  if (items.length === 0) throw invalid('A subscription must have at least one active item.', 'items')
  return items
}

function changedItem(current: SubscriptionItem, change: ItemChange, now: number): SubscriptionItem {
  const price = change.price ?? current.price
  return {
    ...current,
    price,
    quantity: change.quantity ?? current.quantity,
    metadata: change.metadata ?? current.metadata,
    ...(change.taxRates === undefined ? {} : { tax_rates: change.taxRates }),
    usage_from: price === current.price ? current.usage_from : now,
  }
}

const unchanged = (item: SubscriptionItem, others: SubscriptionItem[]): boolean =>
  others.some(
    (other) => other.id === item.id && other.price === item.price && other.quantity === item.quantity,
  )

/** Another interval, or the step from free to paid, starts a new cycle at once. */
async function startsNewCycle(work: Work, before: Subscription, items: SubscriptionItem[]): Promise<boolean> {
  const [was, will] = [before._items[0], items[0]]
  if (was === undefined || will === undefined) return false
  const [old, next] = [
    (await work.get('price', was.price)).recurring,
    (await work.get('price', will.price)).recurring,
  ]
  if (old?.interval !== next?.interval || old?.interval_count !== next?.interval_count) return true
  return (await licensedTotal(work, before._items)) === 0 && (await licensedTotal(work, items)) > 0
}

async function licensedTotal(work: Work, items: SubscriptionItem[]): Promise<number> {
  let total = 0
  for (const item of items) {
    const price = await work.get('price', item.price)
    if (!isMetered(price)) total += amountMinor(price, BigInt(item.quantity))
  }
  return total
}

async function restartCycle(
  work: Work,
  before: Subscription,
  items: SubscriptionItem[],
  now: number,
  behavior: PaymentBehavior | undefined,
): Promise<Subscription> {
  const anchored: Subscription = { ...before, billing_cycle_anchor: now, _items: items }
  const period = await periodAt(work, anchored, now)
  const restarted = withPeriod(items, period.start, period.end).map((item) => ({ ...item, usage_from: now }))
  const after: Subscription = { ...anchored, _items: restarted }
  await work.update('subscription', before, after, 'customer.subscription.updated')
  await scheduleSubscription(work, after)
  const draft = await createDraft(work, {
    customer: await work.customer(after.customer),
    subscription: after,
    reason: 'subscription_update',
    period: { start: now, end: now },
    lines: await baseLines(work, after, period),
    currency: after.currency,
    now,
    withPendingItems: true,
  })
  const { decline } = await finalizeAndCollect(work, draft, now)
  if (decline !== null && behavior === 'error_if_incomplete') throw cardDeclined(decline)
  return await work.get('subscription', after.id)
}

async function invoicePending(
  work: Work,
  subscription: Subscription,
  now: number,
  behavior: PaymentBehavior | undefined,
): Promise<void> {
  const match = { customer: subscription.customer, invoice: null, _subscription: subscription.id }
  if ((await work.where('invoiceitem', { match })).length === 0) return
  const draft = await createDraft(work, {
    customer: await work.customer(subscription.customer),
    subscription,
    reason: 'subscription_update',
    period: endedPeriod(subscription),
    lines: [],
    currency: subscription.currency,
    now,
    withPendingItems: true,
  })
  const { decline } = await finalizeAndCollect(work, draft, now)
  if (decline !== null && behavior === 'error_if_incomplete') throw cardDeclined(decline)
}
