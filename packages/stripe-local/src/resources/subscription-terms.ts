import { boundary } from '../engine/calendar.ts'
import { buildInvoiceItem } from '../engine/invoice-item.ts'
import { pricingOf } from '../engine/lines.ts'
import { amountMinor } from '../engine/rating.ts'
import type { SubscribeFields } from '../engine/subscribe.ts'
import type { Work } from '../engine/work.ts'
import { invalid } from '../http/errors.ts'
import { mergeMetadata, type Params } from '../http/params.ts'
import type { Subscription } from '../model.ts'
import { readDiscounts, readTaxRates } from './discount-params.ts'
import { readPrice } from './subscription-params.ts'

export const readMissingCard = (
  params: Params,
): Subscription['trial_settings']['end_behavior']['missing_payment_method'] | undefined => {
  const behavior = params.object('trial_settings')?.object('end_behavior')
  behavior?.accept('billing_cycle_anchor')
  return behavior?.oneOf('missing_payment_method', ['cancel', 'create_invoice', 'pause'] as const)
}

/** `pause_collection`: undefined leaves it, an empty value resumes. */
export function readPause(params: Params, now: number): Subscription['pause_collection'] | undefined {
  if (!params.has('pause_collection')) return undefined
  const pause = params.object('pause_collection')
  if (pause === undefined) return null
  const behavior = pause.oneOf('behavior', ['keep_as_draft', 'mark_uncollectible', 'void'] as const)
  return { behavior: behavior ?? pause.lacks('behavior'), resumes_at: pause.int('resumes_at', now) ?? null }
}

/** The next instant on a day of the month (or of the year), as `billing_cycle_anchor_config` names it. */
export function readAnchor(params: Params, now: number): number | null {
  const config = params.object('billing_cycle_anchor_config')
  const at = params.int('billing_cycle_anchor', now)
  if (config === undefined) return at ?? null
  if (at !== undefined)
    throw invalid('Pass one of billing_cycle_anchor and billing_cycle_anchor_config.', 'billing_cycle_anchor')
  const day = config.int('day_of_month', 1, 31) ?? config.lacks('day_of_month')
  const month = config.int('month', 1, 12)
  const time = new Date(now * 1000)
  const hour = config.int('hour', 0, 23) ?? time.getUTCHours()
  const minute = config.int('minute', 0, 59) ?? time.getUTCMinutes()
  const second = config.int('second', 0, 59) ?? time.getUTCSeconds()
  const firstMonth = month === undefined ? time.getUTCMonth() - 1 : month - 1
  // From the 1st, so that a short month clamps to its last day instead of running over.
  const start = Date.UTC(time.getUTCFullYear() - 1, firstMonth, 1) / 1000
  for (let n = 0; ; n += 1) {
    const first = boundary(start, month === undefined ? 'month' : 'year', 1, n)
    const last = boundary(first, 'month', 1, 1) / 86_400 - 1
    const date = Math.min(first / 86_400 + day - 1, last)
    const instant = date * 86_400 + hour * 3600 + minute * 60 + second
    if (instant > now) return instant
  }
}

/** `add_invoice_items`: further charges that the next invoice carries. */
export async function readAddedItems(work: Work, params: Params): Promise<SubscribeFields['addLines']> {
  const entries = params.list('add_invoice_items')
  if (entries === undefined) return undefined
  const read: { price: string; quantity: number; entry: Params }[] = []
  for (const entry of entries) {
    entry.accept('period')
    read.push({
      price: (await readPrice(work, entry)) ?? entry.lacks('price'),
      quantity: entry.int('quantity', 0) ?? 1,
      entry,
    })
  }
  return async (subscription, now) => {
    for (const { price: id, quantity, entry } of read) {
      const price = await work.get('price', id, entry.name('price'))
      if (price.recurring !== null)
        throw invalid('The price specified is recurring; add it to `items`.', entry.name('price'))
      if (readDiscounts(entry) !== undefined)
        throw invalid(
          'Discounts on added items are not served; discount the subscription.',
          entry.name('discounts'),
        )
      const item = buildInvoiceItem({
        amount: amountMinor(price, BigInt(quantity)),
        currency: price.currency,
        customer: subscription.customer,
        description: (await work.get('product', price.product)).name,
        period: { start: now, end: now },
        proration: false,
        discountable: entry.bool('discountable') ?? true,
        quantity,
        at: now,
        pricing: pricingOf(price),
        subscription: subscription.id,
        subscriptionItem: null,
        testClock: subscription.test_clock,
        metadata: mergeMetadata({}, entry.metadata()),
        taxRates: await readTaxRates(work, entry, 'tax_rates'),
      })
      await work.create('invoiceitem', item, 'invoiceitem.created')
    }
  }
}

type Transfer = NonNullable<SubscribeFields['transfer']>

/** Connect's share of a subscription's invoices. */
export async function readTransfer(work: Work, params: Params, old: Transfer): Promise<Transfer> {
  const data = params.object('transfer_data')
  const destination = data?.required('destination')
  if (destination !== undefined) await work.get('account', destination, 'transfer_data[destination]')
  const percent = params.decimal('application_fee_percent')
  return {
    application_fee_percent: params.has('application_fee_percent')
      ? percent === undefined
        ? null
        : Number(percent)
      : old['application_fee_percent'],
    on_behalf_of: params.has('on_behalf_of')
      ? (params.clearable('on_behalf_of') ?? null)
      : old['on_behalf_of'],
    transfer_data: params.has('transfer_data')
      ? destination === undefined
        ? null
        : {
            amount_percent: data?.decimal('amount_percent') ? Number(data.decimal('amount_percent')) : null,
            destination,
          }
      : old['transfer_data'],
  }
}
