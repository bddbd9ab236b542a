import { cardDeclined, invalid } from '../http/errors.ts'
import type { Customer, Invoice, Price, Subscription, SubscriptionItem } from '../model.ts'
import { boundary, nextBoundary } from './calendar.ts'
import { finalizeAndCollect } from './collect.ts'
import type { DiscountRef } from './discounts.ts'
import { announceCustomer } from './entitlements.ts'
import { newId } from './ids.ts'
import { createDraft } from './invoice.ts'
import { baseLine, isMetered } from './lines.ts'
import { amountMinor, proratedMinor } from './rating.ts'
import { redeemAll } from './subscription-discounts.ts'
import { scheduleSubscription } from './subscription-state.ts'
import type { Work } from './work.ts'

const incompleteSeconds = 23 * 3600

export type PaymentBehavior = 'allow_incomplete' | 'default_incomplete' | 'error_if_incomplete'

export interface SubscribeFields {
  customer: Customer
  items: {
    price: string
    quantity: number
    metadata: Record<string, string>
    taxRates?: string[]
    discounts?: DiscountRef[]
  }[]
  defaultPaymentMethod: string | null
  trialEnd: number | null
  cancelAt: number | null
  cancelAtPeriodEnd: boolean
  metadata: Record<string, string>
  description: string | null
  paymentBehavior: PaymentBehavior
  collectionMethod: Subscription['collection_method']
  daysUntilDue: number | null
  billingCycleAnchor: number | null
  discounts?: DiscountRef[]
  taxRates?: string[]
  missingPaymentMethod?: Subscription['trial_settings']['end_behavior']['missing_payment_method']
  /** `none` leaves the part before a later anchor free. */
  proration?: 'create_prorations' | 'none'
  /** Further one-time charges on the first invoice. */
  addLines?: (subscription: Subscription, now: number) => Promise<void>
  transfer?: { application_fee_percent?: unknown; on_behalf_of?: unknown; transfer_data?: unknown }
}

/** Starts a subscription with its first invoice, paid where the card allows. */
export async function subscribe(work: Work, fields: SubscribeFields): Promise<Subscription> {
  const now = await work.clockTime(fields.customer.test_clock)
  const prices = await checkedPrices(
    work,
    fields.items.map(({ price }) => price),
  )
  const trial = fields.trialEnd !== null && fields.trialEnd > now ? fields.trialEnd : null
  const bare = buildSubscription(fields, prices, now, trial)
  await work.insert('subscription', bare)
  const subscription = await withDiscounts(work, fields, bare, prices, now)
  await work.save('subscription', subscription)
  await work.emit('customer.subscription.created', subscription)
  await fields.addLines?.(subscription, now)
  await scheduleSubscription(work, subscription)
  const draft = await firstDraft(work, fields, subscription, now)
  const paid = draft === null ? subscription : await payFirst(work, fields, subscription.id, draft, now)
  await announceCustomer(work, paid)
  return paid
}

async function withDiscounts(
  work: Work,
  fields: SubscribeFields,
  bare: Subscription,
  prices: Price[],
  now: number,
): Promise<Subscription> {
  const amount = prices.reduce(
    (sum, price, index) =>
      sum + (isMetered(price) ? 0 : amountMinor(price, BigInt(fields.items[index]?.quantity ?? 1))),
    0,
  )
  const items: SubscriptionItem[] = []
  for (const [index, item] of bare._items.entries()) {
    const refs = fields.items[index]?.discounts ?? []
    const discounts = await redeemAll(work, refs, bare, amount, now)
    items.push(refs.length === 0 ? item : { ...item, discounts })
  }
  return {
    ...bare,
    discounts: await redeemAll(work, fields.discounts ?? [], bare, amount, now),
    _items: items,
  }
}

/** All prices of one subscription: recurring, active, one currency, one interval. */
export async function checkedPrices(work: Work, ids: string[]): Promise<Price[]> {
  const prices: Price[] = []
  for (const id of ids) prices.push(await work.get('price', id, 'items[0][price]'))
  const [first] = prices
  if (first === undefined) throw invalid('Missing required param: items.', 'items', 'parameter_missing')
  for (const price of prices) {
    if (price.recurring === null)
      throw invalid(
        `The price specified is set to \`type=one_time\` but this field only accepts prices with \`type=recurring\`.`,
        'items[0][price]',
      )
    if (!price.active)
      throw invalid(
        `The price specified is inactive. This field only accepts active prices.`,
        'items[0][price]',
      )
    if (price.currency !== first.currency)
      throw invalid(
        `The price specified only supports \`${price.currency}\`. This doesn't match the expected currency: \`${first.currency}\`.`,
        'items[0][price]',
      )
    const same =
      price.recurring.interval === first.recurring?.interval &&
      price.recurring.interval_count === first.recurring.interval_count
    if (!same)
      throw invalid(
        'All prices on a subscription must have the same `recurring.interval` and `recurring.interval_count`.',
        'items',
      )
  }
  if (new Set(ids).size < ids.length)
    throw invalid('Cannot add multiple subscription items with the same price', 'items')
  return prices
}

function buildSubscription(
  fields: SubscribeFields,
  prices: Price[],
  now: number,
  trial: number | null,
): Subscription {
  const recurring = prices[0]?.recurring
  const anchor = trial ?? fields.billingCycleAnchor ?? now
  const end =
    trial ?? nextBoundary(anchor, recurring?.interval ?? 'month', recurring?.interval_count ?? 1, now)
  const items = fields.items.map(
    (item): SubscriptionItem => ({
      id: newId('si'),
      created: now,
      price: item.price,
      quantity: item.quantity,
      metadata: item.metadata,
      current_period_start: now,
      current_period_end: end,
      usage_from: now,
      ...(item.taxRates === undefined ? {} : { tax_rates: item.taxRates }),
    }),
  )
  const sent = fields.collectionMethod === 'send_invoice'
  return {
    id: newId('sub'),
    object: 'subscription',
    application: null,
    application_fee_percent: null,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null },
    billing_cycle_anchor: anchor,
    billing_cycle_anchor_config: null,
    billing_mode: { flexible: null, type: 'classic' },
    billing_schedules: [],
    billing_thresholds: null,
    cancel_at: fields.cancelAtPeriodEnd ? end : fields.cancelAt,
    cancel_at_period_end: fields.cancelAtPeriodEnd,
    canceled_at: fields.cancelAtPeriodEnd || fields.cancelAt !== null ? now : null,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
    collection_method: fields.collectionMethod,
    created: now,
    currency: prices[0]?.currency ?? 'usd',
    customer: fields.customer.id,
    customer_account: null,
    days_until_due: sent ? fields.daysUntilDue : null,
    default_payment_method: fields.defaultPaymentMethod,
    default_source: null,
    default_tax_rates: [],
    description: fields.description,
    discounts: [],
    ended_at: null,
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: { type: 'self' },
    },
    latest_invoice: null,
    livemode: false,
    managed_payments: null,
    metadata: fields.metadata,
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: {
      payment_method_options: null,
      payment_method_types: null,
      save_default_payment_method: 'off',
    },
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: now,
    status: trial !== null ? 'trialing' : sent ? 'active' : 'incomplete',
    test_clock: fields.customer.test_clock,
    transfer_data: null,
    trial_end: trial,
    trial_settings: {
      end_behavior: {
        billing_cycle_anchor: null,
        missing_payment_method: fields.missingPaymentMethod ?? 'create_invoice',
      },
    },
    trial_start: trial === null ? null : now,
    ...fields.transfer,
    _default_tax_rates: fields.taxRates ?? [],
    _items: items,
  }
}

async function firstDraft(
  work: Work,
  fields: SubscribeFields,
  subscription: Subscription,
  now: number,
): Promise<Invoice | null> {
  const trial = subscription.status === 'trialing'
  const lines = []
  for (const item of subscription._items) {
    if (isMetered(await work.get('price', item.price))) continue
    const period = { start: now, end: item.current_period_end }
    const amount = trial ? undefined : await firstAmount(work, fields, subscription, item, now)
    if (amount === 0) continue
    lines.push(await baseLine(work, subscription, item, period, trial, amount))
  }
  return await createDraft(work, {
    customer: fields.customer,
    subscription,
    reason: 'subscription_create',
    period: { start: now, end: now },
    lines,
    currency: subscription.currency,
    now,
    withPendingItems: true,
  })
}

/** Until a later anchor only the part of the interval that is used is paid; undefined stands for the whole. */
async function firstAmount(
  work: Work,
  fields: SubscribeFields,
  subscription: Subscription,
  item: SubscriptionItem,
  now: number,
): Promise<number | undefined> {
  const price = await work.get('price', item.price)
  const { billing_cycle_anchor: anchor } = subscription
  if (price.recurring === null || anchor <= now) return undefined
  if (fields.proration === 'none') return 0
  const { interval, interval_count: count } = price.recurring
  const whole = anchor - boundary(anchor, interval, count, -1)
  return proratedMinor(price, BigInt(item.quantity), item.current_period_end - now, whole)
}

async function payFirst(
  work: Work,
  fields: SubscribeFields,
  id: string,
  draft: Invoice,
  now: number,
): Promise<Subscription> {
  const held = fields.paymentBehavior === 'default_incomplete' && draft.amount_due > 0
  const ready = held ? { ...draft, auto_advance: false } : draft
  if (!held) await requireCard(work, fields, draft)
  const { decline } = await finalizeAndCollect(work, ready, now)
  if (decline !== null && fields.paymentBehavior === 'error_if_incomplete') throw cardDeclined(decline)
  const after = await work.get('subscription', id)
  if (after.status === 'incomplete')
    await work.setTimer(id, 'expire_incomplete', now + incompleteSeconds, after.test_clock)
  return after
}

async function requireCard(work: Work, fields: SubscribeFields, draft: Invoice): Promise<void> {
  const customer = await work.customer(fields.customer.id)
  const card = fields.defaultPaymentMethod ?? customer.invoice_settings.default_payment_method
  if (draft.amount_due === 0 || card !== null || fields.collectionMethod === 'send_invoice') return
  throw invalid(
    'This customer has no attached payment source or default payment method. Please consider adding a default payment method.',
    undefined,
    'resource_missing',
  )
}
