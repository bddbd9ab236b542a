import type { Subscription, SubscriptionItem } from '../model.ts'
import { buildInvoiceItem, type InvoiceItemFields } from './invoice-item.ts'
import { describeRemaining, describeUnused, isMetered, pricedProduct, pricingOf, usageOf } from './lines.ts'
import { amountMinor, proratedMinor } from './rating.ts'
import { paidShare, runningShare } from './subscription-discounts.ts'
import type { Work } from './work.ts'

/** Bills a metered item that goes away for its usage up to now; true when the item was metered. */
export async function billUsageSoFar(
  work: Work,
  subscription: Subscription,
  old: SubscriptionItem,
  at: number,
  items: SubscriptionItem[],
): Promise<boolean> {
  const { price, product } = await pricedProduct(work, old.price)
  if (!isMetered(price)) return false
  const restarted = !items.some((item) => item.id === old.id && item.price === old.price)
  const from = Math.max(old.current_period_start, old.usage_from)
  const quantity = await usageOf(work, price, { customer: subscription.customer, from, to: at })
  if (restarted && quantity > 0n) {
    await addItem(work, subscription, old, at, {
      amount: amountMinor(price, quantity),
      description: `${quantity} × ${product.name} until the change of plan`,
      period: { start: from, end: at },
      proration: false,
      quantity: Number(quantity),
    })
  }
  return true
}

export async function creditUnused(
  work: Work,
  subscription: Subscription,
  item: SubscriptionItem,
  at: number,
): Promise<void> {
  await prorate(work, subscription, item, at, -1)
}

export const debitRemaining = (
  work: Work,
  subscription: Subscription,
  item: SubscriptionItem,
  at: number,
): Promise<void> => prorate(work, subscription, item, at, 1)

async function prorate(
  work: Work,
  subscription: Subscription,
  item: SubscriptionItem,
  at: number,
  sign: 1 | -1,
): Promise<void> {
  const { price, product } = await pricedProduct(work, item.price)
  if (isMetered(price)) return
  const { current_period_start: start, current_period_end: end, quantity } = item
  const share =
    sign < 0 ? await paidShare(work, subscription, item, at) : await runningShare(work, subscription, at)
  const amount = proratedMinor(price, BigInt(quantity), end - at, end - start, share)
  if (amount === 0) return
  const describe = sign < 0 ? describeUnused : describeRemaining
  await addItem(work, subscription, item, at, {
    amount: sign * amount,
    description: describe(product.name, quantity, at),
    period: { start: at, end },
    proration: true,
    quantity,
  })
}

type ItemFields = Pick<InvoiceItemFields, 'amount' | 'description' | 'period' | 'proration' | 'quantity'>

async function addItem(
  work: Work,
  subscription: Subscription,
  item: SubscriptionItem,
  at: number,
  fields: ItemFields,
): Promise<void> {
  const price = await work.get('price', item.price)
  const customer = await work.customer(subscription.customer)
  const created = buildInvoiceItem({
    ...fields,
    customer: customer.id,
    currency: price.currency,
    at,
    pricing: pricingOf(price),
    subscription: subscription.id,
    subscriptionItem: item.id,
    testClock: customer.test_clock,
    metadata: {},
    taxRates: item.tax_rates,
  })
  await work.create('invoiceitem', created, 'invoiceitem.created')
}
