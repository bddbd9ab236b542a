import type { ObjectType, ObjectTypes, Price, Stored, Subscription, SubscriptionItem } from '../model.ts'
import type { Objects } from '../store.ts'
import { wallNow } from './calendar.ts'
import { isExpired } from './discounts.ts'
import { presentPhases } from './present-schedule.ts'

export type Api = Record<string, unknown>

/** The object as the API shows it: internal fields dropped, items and payments filled in from their own rows. */
export async function present(objects: Objects, object: Stored): Promise<Api> {
  if (isType('subscription', object)) {
    return {
      ...strip(object),
      default_tax_rates: await ratesOf(objects, object._default_tax_rates),
      items: await itemList(objects, object),
    }
  }
  if (isType('invoice', object)) {
    const payments = await objects.where('invoice_payment', { match: { invoice: object.id } })
    return {
      ...strip(object),
      default_tax_rates: await ratesOf(objects, object._default_tax_rates),
      payments: list(payments.map(strip), '/v1/invoice_payments'),
    }
  }
  if (isType('invoiceitem', object)) {
    const shown = without(strip(object), 'created')
    return { ...shown, tax_rates: await ratesOf(objects, object._tax_rates) }
  }
  if (isType('subscription_schedule', object))
    return { ...strip(object), phases: await presentPhases(objects, object) }
  if (isType('credit_note', object)) {
    const lines = object._lines.map(strip)
    return { ...strip(object), lines: list(lines, `/v1/credit_notes/${object.id}/lines`) }
  }
  if (isType('product_feature', object)) {
    const feature = strip(await objects.get('entitlements.feature', object._feature))
    return { ...without(strip(object), 'created'), entitlement_feature: without(feature, 'created') }
  }
  if (object.object === 'entitlements.feature') return without(strip(object), 'created')
  if (isType('coupon', object)) return { ...strip(object), valid: !isExpired(object, wallNow()) }
  if (isType('balance_transaction', object))
    return { ...strip(object), status: object.available_on <= wallNow() ? 'available' : 'pending' }
  if (isType('dispute', object)) {
    const movements: Api[] = []
    for (const id of object.balance_transactions)
      movements.push(await present(objects, await objects.get('balance_transaction', id)))
    return { ...strip(object), balance_transactions: movements }
  }
  if (isType('application_fee', object)) {
    const rows = await objects.where('fee_refund', { match: { fee: object.id } })
    return { ...strip(object), refunds: list(rows.map(strip), `/v1/application_fees/${object.id}/refunds`) }
  }
  if (isType('transfer', object)) {
    const rows = await objects.where('transfer_reversal', { match: { transfer: object.id } })
    return { ...strip(object), reversals: list(rows.map(strip), `/v1/transfers/${object.id}/reversals`) }
  }
  if (object.object === 'discount') return without(strip(object), 'created')
  return strip(object)
}

async function ratesOf(objects: Objects, ids: string[] = []): Promise<Api[]> {
  const rates: Api[] = []
  for (const id of ids) rates.push(strip(await objects.get('tax_rate', id)))
  return rates
}

/** Every stored object knows when it was made; some API objects do not tell. */
const without = (api: Api, name: string): Api =>
  Object.fromEntries(Object.entries(api).filter(([key]) => key !== name))

export function isType<K extends ObjectType>(type: K, object: Stored): object is ObjectTypes[K] & Stored {
  return object.object === type
}

export const list = (data: Api[], url: string, hasMore = false): Api => ({
  object: 'list',
  data,
  has_more: hasMore,
  url,
})

/** Keys that hold other people's names, where an underscore is theirs to use. */
const foreign = new Set(['metadata', 'payload'])

function strip(object: object): Api {
  const kept = Object.entries(object).filter(([key]) => !key.startsWith('_'))
  return Object.fromEntries(kept.map(([key, value]) => [key, foreign.has(key) ? value : stripValue(value)]))
}

function stripValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stripValue)
  return typeof value === 'object' && value !== null ? strip(value) : value
}

async function itemList(objects: Objects, subscription: Subscription): Promise<Api> {
  const data: Api[] = []
  for (const item of subscription._items) data.push(await presentItem(objects, subscription, item))
  return list(data, `/v1/subscription_items?subscription=${subscription.id}`)
}

export async function presentItem(
  objects: Objects,
  subscription: Subscription,
  item: SubscriptionItem,
): Promise<Api> {
  const price = await objects.get('price', item.price)
  const metered = price.recurring?.usage_type === 'metered'
  return {
    id: item.id,
    object: 'subscription_item',
    billing_thresholds: null,
    created: item.created,
    current_period_end: item.current_period_end,
    current_period_start: item.current_period_start,
    current_trial: null,
    discounts: item.discounts ?? [],
    metadata: item.metadata,
    plan: planOf(price),
    price: strip(price),
    ...(metered ? {} : { quantity: item.quantity }),
    subscription: subscription.id,
    tax_rates: await ratesOf(objects, item.tax_rates),
  }
}

/** The older shape of a recurring price, which items still carry. */
const planOf = (price: Price): Api => ({
  id: price.id,
  object: 'plan',
  active: price.active,
  amount: price.unit_amount,
  amount_decimal: price.unit_amount_decimal,
  billing_scheme: price.billing_scheme,
  created: price.created,
  currency: price.currency,
  interval: price.recurring?.interval ?? null,
  interval_count: price.recurring?.interval_count ?? null,
  livemode: false,
  metadata: price.metadata,
  meter: price.recurring?.meter ?? null,
  nickname: price.nickname,
  product: price.product,
  tiers_mode: price.tiers_mode,
  transform_usage: price.transform_quantity,
  trial_period_days: null,
  usage_type: price.recurring?.usage_type ?? 'licensed',
})
