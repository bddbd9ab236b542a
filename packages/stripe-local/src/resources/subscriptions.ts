import { changeItems } from '../engine/change.ts'
import { type Api, present } from '../engine/present.ts'
import { cancelNow } from '../engine/renew.ts'
import { type PaymentBehavior, subscribe } from '../engine/subscribe.ts'
import { scheduleSubscription } from '../engine/subscription-state.ts'
import type { Work } from '../engine/work.ts'
import { invalid } from '../http/errors.ts'
import { listPage } from '../http/list.ts'
import { mergeMetadata, type Params } from '../http/params.ts'
import { type Call, del, get, post, type Route } from '../http/route.ts'
import type { Customer, Subscription } from '../model.ts'
import { search } from './search.ts'
import { acceptInert, readBehavior, readChanges, readNewItems, readTrialEnd } from './subscription-params.ts'

const url = '/v1/subscriptions'
const daySeconds = 86_400

async function create({ work, params }: Call): Promise<Api> {
  const customer = await work.customer(params.required('customer'))
  const now = await work.clockTime(customer.test_clock)
  acceptInert(params)
  params.accept('proration_behavior', 'off_session', 'trial_settings', 'payment_settings', 'billing_mode')
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
    billingCycleAnchor: params.int('billing_cycle_anchor', now) ?? null,
  })
  return await present(work, subscription)
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
  params.accept('off_session', 'payment_settings', 'trial_settings', 'pause_collection')
  const card = params.has('default_payment_method') ? await readCard(work, params, customer) : undefined
  const edited: Subscription = {
    ...before,
    ...readCancellation(params, before, now),
    default_payment_method: card === undefined ? before.default_payment_method : card,
    description: params.has('description') ? (params.clearable('description') ?? null) : before.description,
    metadata: mergeMetadata(before.metadata, params.metadata()),
    cancellation_details: readDetails(params, before),
  }
  const trialed = endTrial(params, edited, now)
  await work.update('subscription', before, trialed, 'customer.subscription.updated')
  await scheduleSubscription(work, trialed)
  const changes = await readChanges(work, params)
  const proration = readBehavior(params)
  const prorationDate = params.int('proration_date') ?? null
  const paymentBehavior = readPaymentBehavior(params)
  const anchor = params.object('billing_cycle_anchor')?.oneOf('type', ['now', 'unchanged'] as const)
  if (changes.length === 0 && anchor !== 'now') return await present(work, await work.get('subscription', id))
  const fields = { items: changes, proration, prorationDate, resetAnchor: anchor === 'now', paymentBehavior }
  return await present(work, await changeItems(work, trialed, fields, now))
}

function readCancellation(params: Params, before: Subscription, now: number): Partial<Subscription> {
  const atEnd = params.bool('cancel_at_period_end')
  const at = params.clearable('cancel_at')
  if (atEnd === true) {
    const cancelAt = before._items[0]?.current_period_end ?? null
    return { cancel_at_period_end: true, cancel_at: cancelAt, canceled_at: before.canceled_at ?? now }
  }
  if (typeof at === 'string') {
    const cancelAt = params.int('cancel_at', now) ?? null
    return { cancel_at_period_end: false, cancel_at: cancelAt, canceled_at: before.canceled_at ?? now }
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

/** Ends or moves a running trial; the clock starts the paid period when the trial is over. */
function endTrial(params: Params, subscription: Subscription, now: number): Subscription {
  const end = readTrialEnd(params, now)
  if (end === null) return subscription
  if (subscription.status !== 'trialing')
    throw invalid('trial_end can only be changed here while the subscription is trialing.', 'trial_end')
  return {
    ...subscription,
    trial_end: end,
    billing_cycle_anchor: end,
    _items: subscription._items.map((item) => ({ ...item, current_period_end: end })),
  }
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
]
