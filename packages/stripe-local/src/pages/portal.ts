import { wallNow } from '../engine/calendar.ts'
import { changeItems } from '../engine/change.ts'
import { pricedProduct } from '../engine/lines.ts'
import { attach } from '../engine/payment-method.ts'
import { cancelNow } from '../engine/renew.ts'
import { scheduleSubscription } from '../engine/subscription-state.ts'
import type { Work } from '../engine/work.ts'
import { invalid, missing } from '../http/errors.ts'
import type { Customer, Stored, Subscription } from '../model.ts'
import { featuresOf, type PortalFeatures } from '../resources/portal.ts'
import { blankCard, type CardValues, readCard, readCardValues } from './card-form.ts'
import { type Choice, changePage, planNames, portalPage } from './portal-view.ts'
import type { PageAnswer, PageCall, PageRoute } from './register.ts'

async function find(
  call: PageCall,
): Promise<{ session: Stored; customer: Customer; features: PortalFeatures }> {
  const [session] = await call.work.where('billing_portal.session', { match: { _token: call.id } })
  if (session === undefined) throw missing('portal session', call.id)
  const configuration = await call.work.get('billing_portal.configuration', String(session['configuration']))
  const customer = await call.work.customer(String(session['customer']))
  return { session, customer, features: featuresOf(configuration) }
}

async function render(call: PageCall, values: CardValues, error: string | null): Promise<PageAnswer> {
  const { work } = call
  const { session, customer, features } = await find(call)
  const mine = { match: { customer: customer.id } }
  const subscriptions = (await work.where('subscription', mine)).filter(({ ended_at }) => ended_at === null)
  const html = portalPage({
    token: call.id,
    features,
    choices: await choicesOf(work, features),
    customer,
    returnUrl: typeof session['return_url'] === 'string' ? session['return_url'] : null,
    subscriptions: await planNames(work, subscriptions),
    methods: await work.where('payment_method', mine),
    invoices: (await work.where('invoice', mine)).filter(({ status }) => status !== 'draft').reverse(),
    values,
    error,
    nonce: call.nonce,
  })
  return { status: error === null ? 200 : 402, html }
}

async function addCard(call: PageCall): Promise<PageAnswer> {
  const { work } = call
  const { customer } = await find(call)
  const values = readCardValues(call.params)
  const method = readCard(values, wallNow(), false)
  if (typeof method === 'string') return await render(call, values, method)
  if (method._behaviour === 'declined') return await render(call, values, 'Your card was declined.')
  const attached = await attach(
    work,
    await work.create('payment_method', { ...method, _authenticated: true }),
    customer.id,
  )
  const next: Customer = {
    ...customer,
    invoice_settings: { ...customer.invoice_settings, default_payment_method: attached.id },
  }
  await work.update('customer', customer, next, 'customer.updated')
  for (const subscription of await work.where('subscription', { match: { customer: customer.id } })) {
    if (subscription.ended_at !== null) continue
    const changed = { ...subscription, default_payment_method: attached.id }
    await work.update('subscription', subscription, changed, 'customer.subscription.updated')
  }
  return { redirect: `/p/session/${call.id}` }
}

/** The prices that a customer may change to. */
async function choicesOf(work: Work, features: PortalFeatures): Promise<Choice[]> {
  const { enabled, products } = features.subscription_update
  const choices: Choice[] = []
  for (const id of enabled ? products.flatMap(({ prices }) => prices) : []) {
    const { price, product } = await pricedProduct(work, id)
    if (price.active) choices.push({ price, product })
  }
  return choices
}

/** Carries a change of plan or seats out; what it costs is read from the invoice that follows. */
async function change(call: PageCall): Promise<{ amountDue: number; currency: string; later: number }> {
  const { work, params } = call
  const { features } = await find(call)
  const subscription = await ownSubscription(call)
  const [item] = subscription._items
  const {
    enabled,
    proration_behavior: proration,
    default_allowed_updates: allowed,
  } = features.subscription_update
  const price = params.required('price')
  const choices = await choicesOf(work, features)
  const fits =
    price === item?.price || (allowed.includes('price') && choices.some((one) => one.price.id === price))
  if (!enabled || item === undefined || !fits) throw invalid('You cannot switch to this plan.', 'price')
  const wanted = params.int('quantity', 1, 100_000) ?? item.quantity
  const quantity = allowed.includes('quantity') ? wanted : item.quantity
  const now = await work.clockTime(subscription.test_clock)
  const changes = [{ id: item.id, price, quantity, metadata: null, deleted: false }]
  const before = subscription.latest_invoice
  const fields = { items: changes, proration, prorationDate: null, resetAnchor: false }
  const after = await changeItems(work, subscription, fields, now)
  const match = { customer: subscription.customer, invoice: null, _subscription: subscription.id }
  const later = (await work.where('invoiceitem', { match })).reduce((sum, { amount }) => sum + amount, 0)
  const invoice =
    after.latest_invoice === before || after.latest_invoice === null
      ? null
      : await work.get('invoice', after.latest_invoice)
  return { amountDue: invoice?.total ?? 0, currency: subscription.currency, later }
}

class Shown extends Error {}

/** Shows what a change costs: it is carried out, read and undone. */
async function previewChange(call: PageCall): Promise<PageAnswer> {
  const { work, params } = call
  let cost = { amountDue: 0, currency: 'usd', later: 0 }
  try {
    await work.sql.savepoint(async () => {
      cost = await change(call)
      throw new Shown()
    })
  } catch (error) {
    if (!(error instanceof Shown)) throw error
  }
  const { price, product } = await pricedProduct(work, params.required('price'))
  const quantity = params.int('quantity', 1, 100_000) ?? 1
  const html = changePage({
    token: call.id,
    subscription: params.required('subscription'),
    price,
    product,
    quantity,
    ...cost,
    nonce: call.nonce,
  })
  return { html }
}

async function ownSubscription(call: PageCall): Promise<Subscription> {
  const { customer } = await find(call)
  const subscription = await call.work.get('subscription', call.params.required('subscription'))
  if (subscription.customer !== customer.id || subscription.ended_at !== null)
    throw missing('subscription', subscription.id)
  return subscription
}

/** Removes a card that nothing is paid with by default, or makes one the default. */
async function editCard(call: PageCall): Promise<PageAnswer> {
  const { work, params } = call
  const { customer } = await find(call)
  const method = await work.get('payment_method', params.required('method'))
  if (method.customer !== customer.id) throw missing('payment method', method.id)
  const isDefault = customer.invoice_settings.default_payment_method === method.id
  if (params.oneOf('action', ['default', 'remove'] as const) === 'default') {
    const settings = { ...customer.invoice_settings, default_payment_method: method.id }
    await work.update('customer', customer, { ...customer, invoice_settings: settings }, 'customer.updated')
  } else if (isDefault) throw invalid('Set another card as the default first.')
  else await work.update('payment_method', method, { ...method, customer: null }, 'payment_method.detached')
  return { redirect: `/p/session/${call.id}` }
}

/** Cancels at the period's end, or takes that back. */
async function setCancel(call: PageCall): Promise<PageAnswer> {
  const { work, params } = call
  const { features } = await find(call)
  const subscription = await ownSubscription(call)
  const { enabled, mode, proration_behavior } = features.subscription_cancel
  const cancels = params.oneOf('action', ['cancel', 'resume'] as const) === 'cancel'
  if (cancels && !enabled) throw invalid('You cannot cancel plans here.')
  if (cancels && mode === 'immediately') {
    const fields = { invoiceNow: true, prorate: proration_behavior !== 'none' }
    await cancelNow(work, subscription, await work.clockTime(subscription.test_clock), fields)
    return { redirect: `/p/session/${call.id}` }
  }
  const next: Subscription = {
    ...subscription,
    cancel_at_period_end: cancels,
    cancel_at: cancels ? (subscription._items[0]?.current_period_end ?? null) : null,
    canceled_at: cancels ? await work.clockTime(subscription.test_clock) : null,
    cancellation_details: {
      ...subscription.cancellation_details,
      reason: cancels ? 'cancellation_requested' : null,
    },
  }
  await work.update('subscription', subscription, next, 'customer.subscription.updated')
  await scheduleSubscription(work, next)
  return { redirect: `/p/session/${call.id}` }
}

export const portalPages: PageRoute[] = [
  { method: 'GET', path: '/p/session/:id', run: (call) => render(call, blankCard(), null) },
  { method: 'POST', path: '/p/session/:id/card', run: addCard },
  { method: 'POST', path: '/p/session/:id/subscription', run: setCancel },
  { method: 'POST', path: '/p/session/:id/cards', run: editCard },
  { method: 'POST', path: '/p/session/:id/preview', run: previewChange },
  {
    method: 'POST',
    path: '/p/session/:id/change',
    async run(call) {
      await change(call)
      return { redirect: `/p/session/${call.id}` }
    },
  },
]
