import type { InvoiceItem, Line, Price, Product, Subscription, SubscriptionItem } from '../model.ts'
import { isoDay } from './calendar.ts'
import { newId } from './ids.ts'
import { formatUnitPrice } from './money-text.ts'
import { amountMinor } from './rating.ts'
import { aggregateUsage } from './usage.ts'
import type { Work } from './work.ts'

interface LineFields {
  amount: number
  currency: string
  description: string | null
  period: { start: number; end: number }
  pricing: Line['pricing']
  quantity: bigint
  parent: Record<string, unknown>
  metadata?: Record<string, string>
  subscription: string | null
  discountable?: boolean
  taxRates?: string[] | undefined
  discounts?: string[] | undefined
}

export function buildLine(fields: LineFields): Line {
  return {
    id: newId('il'),
    object: 'line_item',
    amount: fields.amount,
    currency: fields.currency,
    description: fields.description,
    discount_amounts: [],
    discountable: fields.discountable ?? true,
    discounts: fields.discounts ?? [],
    invoice: null,
    livemode: false,
    metadata: fields.metadata ?? {},
    parent: fields.parent,
    period: fields.period,
    pretax_credit_amounts: [],
    pricing: fields.pricing,
    quantity: Number(fields.quantity),
    quantity_decimal: String(fields.quantity),
    subscription: fields.subscription,
    subtotal: fields.amount,
    taxes: [],
    ...(fields.taxRates === undefined ? {} : { _tax_rates: fields.taxRates }),
    ...(fields.discounts === undefined ? {} : { _discounts: fields.discounts }),
  }
}

export const pricingOf = (price: Price): NonNullable<Line['pricing']> => ({
  type: 'price_details',
  price_details: { price: price.id, product: price.product },
  unit_amount_decimal: price.unit_amount_decimal,
})

const itemParent = (subscription: Subscription, item: SubscriptionItem): Record<string, unknown> => ({
  type: 'subscription_item_details',
  invoice_item_details: null,
  subscription_item_details: {
    invoice_item: null,
    proration: false,
    proration_details: { credited_items: null },
    subscription: subscription.id,
    subscription_item: item.id,
  },
})

export function isMetered(price: Price): boolean {
  return price.recurring?.usage_type === 'metered'
}

/** `(at $49.00 / month)`; a tiered price has no single one to name. */
function unitText(price: Price): string {
  if (price.billing_scheme === 'tiered') return ''
  const per = price.transform_quantity === null ? '' : ` per ${price.transform_quantity.divide_by}`
  const every = price.recurring === null || isMetered(price) ? '' : ` / ${price.recurring.interval}`
  return ` (at ${formatUnitPrice(price.unit_amount_decimal ?? '0', price.currency)}${per}${every})`
}

/** Rates and discounts that stand on the item itself. */
const ownTerms = (item: SubscriptionItem): Pick<LineFields, 'discounts' | 'taxRates'> => ({
  taxRates: item.tax_rates,
  discounts: item.discounts,
})

/** The fee for a licensed item's coming period. */
export async function baseLine(
  work: Work,
  subscription: Subscription,
  item: SubscriptionItem,
  period: { start: number; end: number },
  trial = false,
  /** Less than the whole fee, for a first period that is shorter than the interval. */
  amount?: number,
): Promise<Line> {
  const { price, product } = await pricedProduct(work, item.price)
  return buildLine({
    amount: trial ? 0 : (amount ?? amountMinor(price, BigInt(item.quantity))),
    currency: price.currency,
    description: trial
      ? `Trial period for ${product.name}`
      : `${item.quantity} × ${product.name}${unitText(price)}`,
    period,
    pricing: pricingOf(price),
    quantity: BigInt(item.quantity),
    parent: itemParent(subscription, item),
    subscription: subscription.id,
    ...ownTerms(item),
  })
}

/** A metered item's usage in an ended period, rated over its tiers and rounded once. */
export async function usageLine(
  work: Work,
  subscription: Subscription,
  item: SubscriptionItem,
  period: { start: number; end: number },
): Promise<Line> {
  const { price, product } = await pricedProduct(work, item.price)
  const from = Math.max(period.start, item.usage_from)
  const quantity = await usageOf(work, price, { customer: subscription.customer, from, to: period.end })
  return {
    ...buildLine({
      amount: amountMinor(price, quantity),
      currency: price.currency,
      description: `${quantity} × ${product.name}${unitText(price)}`,
      period: { start: from, end: period.end },
      pricing: pricingOf(price),
      quantity,
      parent: itemParent(subscription, item),
      subscription: subscription.id,
      ...ownTerms(item),
    }),
    _usage: { item: item.id, price: price.id, from, to: period.end },
  }
}

/** Sums a metered line again: events that arrived while the invoice was a draft still count. */
export async function refreshUsage(work: Work, customer: string, line: Line): Promise<Line> {
  if (line._usage === undefined) return line
  const { price, product } = await pricedProduct(work, line._usage.price)
  const quantity = await usageOf(work, price, { customer, from: line._usage.from, to: line._usage.to })
  const amount = amountMinor(price, quantity)
  return {
    ...line,
    amount,
    subtotal: amount,
    quantity: Number(quantity),
    quantity_decimal: String(quantity),
    description: `${quantity} × ${product.name}${unitText(price)}`,
  }
}

/** Puts a pending invoice item on an invoice. */
export async function lineFromItem(work: Work, item: InvoiceItem, invoice: string): Promise<Line> {
  await work.save('invoiceitem', { ...item, invoice })
  const shared = { invoice_item: item.id, proration: item.proration, subscription: item._subscription }
  const details = { ...shared, proration_details: { credited_items: null } }
  const bySubscriptionItem = item._subscription_item !== null
  const line = buildLine({
    amount: item.amount,
    currency: item.currency,
    description: item.description,
    period: item.period,
    pricing: item.pricing,
    quantity: BigInt(item.quantity),
    metadata: item.metadata,
    parent: bySubscriptionItem
      ? {
          type: 'subscription_item_details',
          invoice_item_details: null,
          subscription_item_details: { ...details, subscription_item: item._subscription_item },
        }
      : { type: 'invoice_item_details', invoice_item_details: details, subscription_item_details: null },
    subscription: item._subscription,
    discountable: item.discountable,
    taxRates: item._tax_rates,
    discounts: item.discounts,
  })
  return { ...line, _invoice_item: item.id }
}

export async function pricedProduct(
  work: Work,
  priceId: string,
): Promise<{ price: Price; product: Product }> {
  const price = await work.get('price', priceId, 'price')
  return { price, product: await work.get('product', price.product, 'product') }
}

export async function usageOf(
  work: Work,
  price: Price,
  window: { customer: string; from: number; to: number },
): Promise<bigint> {
  const meterId = price.recurring?.meter
  if (meterId === null || meterId === undefined || window.to <= window.from) return 0n
  return await aggregateUsage(
    work.sql,
    await work.get('billing.meter', meterId),
    window,
    work.settings.meterDelayMs(),
  )
}

export const describeUnused = (product: string, quantity: number, at: number): string =>
  `Unused time on ${quantity} × ${product} after ${isoDay(at)}`

export const describeRemaining = (product: string, quantity: number, at: number): string =>
  `Remaining time on ${quantity} × ${product} after ${isoDay(at)}`
