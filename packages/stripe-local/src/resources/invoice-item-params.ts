import { redeem } from '../engine/discounts.ts'
import { buildInvoiceItem } from '../engine/invoice-item.ts'
import { pricingOf } from '../engine/lines.ts'
import { amountMinor, roundHalfUp, scaled } from '../engine/rating.ts'
import type { Work } from '../engine/work.ts'
import { mergeMetadata, type Params } from '../http/params.ts'
import type { Customer, InvoiceItem } from '../model.ts'
import { readDiscounts, readTaxRates } from './discount-params.ts'
import { readPrice } from './subscription-params.ts'

export interface ItemContext {
  customer: Customer
  at: number
  currency: string | null
}

/** A charge from the parameters of `/v1/invoiceitems` or of an invoice's `add_lines`. */
export async function readItem(work: Work, params: Params, context: ItemContext): Promise<InvoiceItem> {
  const { customer, at } = context
  const quantity = params.int('quantity', 0) ?? 1
  const priceId = params.object('pricing')?.text('price') ?? (await readPrice(work, params)) ?? undefined
  const price = priceId === undefined ? null : await work.get('price', priceId, 'pricing[price]')
  const unit = params.decimal('unit_amount_decimal')
  const byUnit = unit === undefined ? null : Number(roundHalfUp(scaled(unit) * BigInt(quantity), 10n ** 12n))
  const amount =
    params.int('amount') ??
    byUnit ??
    (price === null ? params.lacks('amount') : amountMinor(price, BigInt(quantity)))
  const subscription = params.text('subscription') ?? null
  if (subscription !== null) await work.get('subscription', subscription, 'subscription')
  params.accept('tax_behavior', 'tax_code')
  const period = params.object('period')
  const currency = price?.currency ?? context.currency ?? params.lacks('currency')
  const item = buildInvoiceItem({
    amount,
    currency,
    customer: customer.id,
    description:
      params.clearable('description') ??
      (price === null ? null : (await work.get('product', price.product)).name),
    period: { start: period?.int('start') ?? at, end: period?.int('end') ?? at },
    proration: false,
    discountable: params.bool('discountable') ?? amount >= 0,
    quantity,
    at,
    pricing: price === null ? null : pricingOf(price),
    subscription,
    subscriptionItem: null,
    testClock: customer.test_clock,
    metadata: mergeMetadata({}, params.metadata()),
    taxRates: await readTaxRates(work, params, 'tax_rates'),
  })
  const discounts: string[] = []
  for (const ref of readDiscounts(params) ?? [])
    discounts.push((await redeem(work, ref, { customer, currency, amount, invoiceItem: item.id }, at)).id)
  return { ...item, discounts }
}
