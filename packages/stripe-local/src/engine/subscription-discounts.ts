import type { Invoice, Subscription, SubscriptionItem } from '../model.ts'
import { type DiscountRef, redeem, reductions } from './discounts.ts'
import type { Work } from './work.ts'

/** The subscription's discounts that have not run out. */
export async function liveDiscounts(work: Work, subscription: Subscription, now: number): Promise<string[]> {
  const { discounts } = await work.get('subscription', subscription.id)
  const running = await reductions(work, discounts)
  return running
    .filter(({ discount: { end } }) => end === null || end > now)
    .map(({ discount }) => discount.id)
}

/** Takes discounts off the subscription that are used up: `once` after it took something off, others at their end. */
export async function spendDiscounts(work: Work, id: string, invoice: Invoice, now: number): Promise<void> {
  const subscription = await work.get('subscription', id)
  const taken = new Set(
    invoice.lines.data.flatMap((line) => line.discount_amounts.map(({ discount }) => discount)),
  )
  const spent = new Set<string>()
  const all = [...subscription.discounts, ...subscription._items.flatMap(({ discounts = [] }) => discounts)]
  for (const { discount, coupon } of await reductions(work, all)) {
    const over = discount.end !== null && discount.end <= now
    if (!over && !(coupon.duration === 'once' && taken.has(discount.id))) continue
    spent.add(discount.id)
    await work.emit('customer.discount.deleted', discount)
  }
  if (spent.size === 0) return
  const kept = (ids: string[]): string[] => ids.filter((discount) => !spent.has(discount))
  await work.save('subscription', {
    ...subscription,
    discounts: kept(subscription.discounts),
    _items: subscription._items.map((item) =>
      item.discounts === undefined ? item : { ...item, discounts: kept(item.discounts) },
    ),
  })
}

/** Redeems what a request names for a subscription. */
export async function redeemAll(
  work: Work,
  refs: DiscountRef[],
  subscription: Subscription,
  amount: number,
  now: number,
): Promise<string[]> {
  const customer = await work.customer(subscription.customer)
  const target = { customer, currency: subscription.currency, amount, subscription: subscription.id }
  const ids: string[] = []
  for (const ref of refs) ids.push((await redeem(work, ref, target, now)).id)
  return ids
}

export interface Share {
  part: bigint
  of: bigint
}

const percentScale = 10_000n
const whole = 100n * percentScale

/** What is left of a price after the percentages that run on the subscription now. */
export async function runningShare(work: Work, subscription: Subscription, now: number): Promise<Share> {
  let share: Share = { part: 1n, of: 1n }
  for (const { coupon } of await reductions(work, await liveDiscounts(work, subscription, now))) {
    if (coupon.percent_off === null) continue
    const off = BigInt(Math.round(coupon.percent_off * Number(percentScale)))
    share = { part: share.part * (whole - off), of: share.of * whole }
  }
  return share
}

/** What was really paid of an item's fee for its running period: a credit never gives back more than that. */
export async function paidShare(
  work: Work,
  subscription: Subscription,
  item: SubscriptionItem,
  now: number,
): Promise<Share> {
  const parent = { subscription_details: { subscription: subscription.id } }
  const invoices = await work.where('invoice', { match: { customer: subscription.customer, parent } })
  for (const line of invoices.reverse().flatMap((invoice) => invoice.lines.data)) {
    const details = Object(Object(line['parent']).subscription_item_details)
    const fee =
      details.subscription_item === item.id && details.proration === false && line._usage === undefined
    const same =
      line.pricing?.price_details.price === item.price && line.period.end === item.current_period_end
    if (!fee || !same || line.amount <= 0) continue
    const off = line.discount_amounts.reduce((sum, { amount }) => sum + amount, 0)
    return { part: BigInt(line.amount - off), of: BigInt(line.amount) }
  }
  return await runningShare(work, subscription, now)
}
