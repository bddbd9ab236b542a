import { changeItems } from '../engine/change.ts'
import { finalizeAndCollect } from '../engine/collect.ts'
import { resumeSubscription } from '../engine/pause.ts'
import { type Api, present } from '../engine/present.ts'
import { creditUnused } from '../engine/proration.ts'
import { cancelNow, endPeriod } from '../engine/renew.ts'
import { type PaymentBehavior, type SubscribeFields, subscribe } from '../engine/subscribe.ts'
import { redeemAll } from '../engine/subscription-discounts.ts'
import { scheduleSubscription } from '../engine/subscription-state.ts'
import type { Work } from '../engine/work.ts'
import { invalid, missing } from '../http/errors.ts'
import { listPage } from '../http/list.ts'
import { mergeMetadata, type Params } from '../http/params.ts'
import { type Call, del, get, post, type Route } from '../http/route.ts'
import type { Customer, Subscription } from '../model.ts'
import { readDiscounts, readTaxRates } from './discount-params.ts'
import { search } from './search.ts'
import { acceptInert, readBehavior, readChanges, readNewItems, readTrialEnd } from './subscription-params.ts'
import { readAddedItems, readAnchor, readMissingCard, readPause, readTransfer } from './subscription-terms.ts'

const url = '/v1/subscriptions'
const daySeconds = 86_400

async function create({ work, params }: Call): Promise<Api> {
  const customer = await work.customer(params.required('customer'))
  const now = await work.clockTime(customer.test_clock)
  acceptInert(params)
  params.accept('off_session', 'payment_settings', 'billing_mode')
  const collectionMethod =
    params.oneOf('collection_method', ['charge_automatically', 'send_invoice'] as const) ??
    'charge_automatically'
  const trialDays = params.int('trial_period_days', 1, 730)
  const subscription = await subscribe(work, {
    customer,
    items: await readNewItems(work, params),
    defaultPaymentMethod: await readCard(work, params, customer),
    trialEnd: trialDays === undefined ? readTrialEnd(params, now) : now + trialDays * daySeconds,
    cancelAt: params.int('cancel_at', now) ?? null,
    cancelAtPeriodEnd: params.bool('cancel_at_period_end') ?? false,
    metadata: mergeMetadata({}, params.metadata()),
    description: params.clearable('description') ?? null,
    paymentBehavior: readPaymentBehavior(params),
    collectionMethod,
    daysUntilDue: params.int('days_until_due', 0, 365) ?? (collectionMethod === 'send_invoice' ? 30 : null),
    billingCycleAnchor: readAnchor(params, now),
    ...(await readTerms(work, params)),
  })
  return await present(work, subscription)
}

/** What a new subscription may carry beside its items. */
async function readTerms(work: Work, params: Params): Promise<Partial<SubscribeFields>> {
  const withoutCard = readMissingCard(params)
  const addLines = await readAddedItems(work, params)
  return {
    discounts: readDiscounts(params) ?? [],
    taxRates: (await readTaxRates(work, params, 'default_tax_rates')) ?? [],
    proration: readBehavior(params) === 'none' ? 'none' : 'create_prorations',
    transfer: await readTransfer(work, params, {
      application_fee_percent: null,
      on_behalf_of: null,
      transfer_data: null,
    }),
    ...(withoutCard === undefined ? {} : { missingPaymentMethod: withoutCard }),
    ...(addLines === undefined ? {} : { addLines }),
  }
}

const readPaymentBehavior = (params: Params): PaymentBehavior =>
  params.oneOf('payment_behavior', [
    'allow_incomplete',
    'default_incomplete',
    'error_if_incomplete',
  ] as const) ?? 'allow_incomplete'

async function readCard(work: Work, params: Params, customer: Customer): Promise<string | null> {
  const id = params.clearable('default_payment_method')
  if (id === undefined || id === null) return null
  const method = await work.get('payment_method', id, 'default_payment_method')
  if (method.customer !== customer.id)
    throw invalid(
      `The customer does not have a payment method with the ID ${id}. The payment method must be attached to the customer.`,
      'default_payment_method',
      'resource_missing',
    )
  return id
}

async function update({ work, params, id }: Call): Promise<Api> {
  const before = await work.get('subscription', id)
  if (before.ended_at !== null)
    throw invalid('A canceled subscription can only update its cancellation_details and metadata.')
  const customer = await work.customer(before.customer)
  const now = await work.clockTime(before.test_clock)
  acceptInert(params)
  params.accept('off_session', 'payment_settings')
  const card = params.has('default_payment_method') ? await readCard(work, params, customer) : undefined
  const edited: Subscription = {
    ...before,
    ...readCancellation(params, before, now),
    default_payment_method: card === undefined ? before.default_payment_method : card,
    description: params.has('description') ? (params.clearable('description') ?? null) : before.description,
    metadata: mergeMetadata(before.metadata, params.metadata()),
    cancellation_details: readDetails(params, before),
    ...(await readEdits(work, params, before, now)),
  }
  const added = await readAddedItems(work, params)
  const trialed = await moveTrial(work, params, edited, now)
  await work.update('subscription', before, trialed, 'customer.subscription.updated')
  await scheduleSubscription(work, trialed)
  await added?.(trialed, now)
  if (trialed.status === 'trialing' && trialed.trial_end !== null && trialed.trial_end <= now)
    await endTrialNow(work, trialed, now)
  const changes = await readChanges(work, params)
  const proration = readBehavior(params)
  const prorationDate = params.int('proration_date') ?? null
  const paymentBehavior = readPaymentBehavior(params)
  const anchor = params.object('billing_cycle_anchor')?.oneOf('type', ['now', 'unchanged'] as const)
  if (changes.length === 0 && anchor !== 'now') return await present(work, await work.get('subscription', id))
  const fields = { items: changes, proration, prorationDate, resetAnchor: anchor === 'now', paymentBehavior }
  const current = await work.get('subscription', id)
  return await present(work, await changeItems(work, current, fields, now))
}

function readCancellation(params: Params, before: Subscription, now: number): Partial<Subscription> {
  const atEnd = params.bool('cancel_at_period_end')
  const at = params.clearable('cancel_at')
  const cancelAt = before._items[0]?.current_period_end ?? null
  if (at === 'min_period_end' || at === 'max_period_end')
    return { cancel_at_period_end: false, cancel_at: cancelAt, canceled_at: before.canceled_at ?? now }
  if (atEnd === true) {
    return { cancel_at_period_end: true, cancel_at: cancelAt, canceled_at: before.canceled_at ?? now }
  }
  if (typeof at === 'string') {
    const chosen = params.int('cancel_at', now) ?? null
    return { cancel_at_period_end: false, cancel_at: chosen, canceled_at: before.canceled_at ?? now }
  }
  if (atEnd === false || at === null)
    return { cancel_at_period_end: false, cancel_at: null, canceled_at: null }
  return {}
}

function readDetails(params: Params, before: Subscription): Subscription['cancellation_details'] {
  const details = params.object('cancellation_details')
  if (details === undefined) return before.cancellation_details
  return {
    ...before.cancellation_details,
    comment: details.clearable('comment') ?? null,
    feedback: details.clearable('feedback') ?? null,
  }
}

async function readEdits(
  work: Work,
  params: Params,
  before: Subscription,
  now: number,
): Promise<Partial<Subscription>> {
  const refs = readDiscounts(params)
  const rates = await readTaxRates(work, params, 'default_tax_rates')
  const pause = readPause(params, now)
  const withoutCard = readMissingCard(params)
  const method = params.oneOf('collection_method', ['charge_automatically', 'send_invoice'] as const)
  const days = params.int('days_until_due', 0, 365)
  return {
    ...(method === undefined ? {} : { collection_method: method }),
    ...(days === undefined ? {} : { days_until_due: days }),
    ...(refs === undefined
      ? {}
      : { discounts: await redeemAll(work, refs, before, Number.MAX_SAFE_INTEGER, now) }),
    ...(rates === undefined ? {} : { _default_tax_rates: rates }),
    ...(pause === undefined ? {} : { pause_collection: pause }),
    ...(withoutCard === undefined
      ? {}
      : {
          trial_settings: {
            end_behavior: { billing_cycle_anchor: null, missing_payment_method: withoutCard },
          },
        }),
    ...(await readTransfer(work, params, {
      application_fee_percent: before['application_fee_percent'],
      on_behalf_of: before['on_behalf_of'],
      transfer_data: before['transfer_data'],
    })),
  }
}

/** Moves a trial's end, or begins a trial on a running subscription, whose unused time is credited. */
async function moveTrial(
  work: Work,
  params: Params,
  subscription: Subscription,
  now: number,
): Promise<Subscription> {
  const end = readTrialEnd(params, now)
  if (end === null) return subscription
  if (subscription.status !== 'trialing' && end <= now) return subscription
  if (subscription.status !== 'trialing' && params.string('proration_behavior') !== 'none')
    for (const item of subscription._items) await creditUnused(work, subscription, item, now)
  const starts = subscription.status !== 'trialing'
  return {
    ...subscription,
    status: 'trialing',
    trial_start: starts ? now : subscription.trial_start,
    trial_end: end,
    billing_cycle_anchor: end,
    _items: subscription._items.map((item) => ({
      ...item,
      current_period_start: starts ? now : item.current_period_start,
      current_period_end: end,
    })),
  }
}

/** A trial that is ended by hand is charged for at once. */
async function endTrialNow(work: Work, subscription: Subscription, now: number): Promise<void> {
  const draft = await endPeriod(work, subscription, now)
  if (draft !== null && draft.status === 'draft') await finalizeAndCollect(work, draft, now)
}

async function resume({ work, params, id }: Call): Promise<Api> {
  const before = await work.get('subscription', id)
  params.accept('proration_behavior', 'proration_date', 'payment_behavior')
  const anchor = params.object('billing_cycle_anchor')?.oneOf('type', ['now', 'unchanged'] as const)
  if (before.status !== 'paused') throw invalid('You can only resume a subscription that is paused.')
  await resumeSubscription(work, before, await work.clockTime(before.test_clock), anchor !== 'unchanged')
  return await present(work, await work.get('subscription', id))
}

async function removeDiscount({ work, id }: Call): Promise<Api> {
  const before = await work.get('subscription', id)
  const [first] = before.discounts
  if (first === undefined) throw missing('discount', id)
  const discount = await work.get('discount', first)
  const next = { ...before, discounts: before.discounts.slice(1) }
  await work.update('subscription', before, next, 'customer.subscription.updated')
  await work.emit('customer.discount.deleted', discount)
  return { ...(await present(work, discount)), deleted: true }
}

async function cancel({ work, params, id }: Call): Promise<Api> {
  const before = await work.get('subscription', id)
  if (before.ended_at !== null) throw invalid(`No such subscription: '${id}'`, 'id', 'resource_missing')
  const invoiceNow = params.bool('invoice_now') ?? false
  const prorate = params.bool('prorate') ?? false
  const noted = { ...before, cancellation_details: readDetails(params, before) }
  await cancelNow(work, noted, await work.clockTime(before.test_clock), { invoiceNow, prorate })
  return await present(work, await work.get('subscription', id))
}

async function listSubscriptions(call: Call): Promise<Api> {
  const { params, work } = call
  params.accept('collection_method', 'current_period_end', 'current_period_start')
  const customer = params.text('customer')
  const status = params.text('status')
  const testClock = params.text('test_clock')
  const price = params.text('price')
  const match = {
    customer,
    test_clock: testClock,
    status: status === undefined || status === 'all' || status === 'ended' ? undefined : status,
    _items: price === undefined ? undefined : [{ price }],
  }
  if (status !== undefined && status !== 'ended') return await listPage(call, 'subscription', url, match)
  const query = customer === undefined ? {} : { match: { customer } }
  const rows = await work.where('subscription', query)
  const ids = rows.filter((row) => (row.ended_at !== null) === (status === 'ended')).map((row) => row.id)
  return await listPage(call, 'subscription', url, match, ids)
}

export const subscriptionRoutes: Route[] = [
  get(`${url}/search`, (call) => search(call, 'subscription', url)),
  post(url, create),
  get(url, listSubscriptions),
  get(`${url}/:id`, async ({ work, id }) => await present(work, await work.get('subscription', id))),
  post(`${url}/:id`, update),
  del(`${url}/:id`, cancel),
  post(`${url}/:id/resume`, resume),
  del(`${url}/:id/discount`, removeDiscount),
]
