import { wallNow } from '../engine/calendar.ts'
import { attach } from '../engine/payment-method.ts'
import { scheduleSubscription } from '../engine/subscription-state.ts'
import { missing } from '../http/errors.ts'
import type { Customer, Stored, Subscription } from '../model.ts'
import { blankCard, type CardValues, readCard, readCardValues } from './card-form.ts'
import { planNames, portalPage } from './portal-view.ts'
import type { PageAnswer, PageCall, PageRoute } from './register.ts'

async function find(call: PageCall): Promise<{ session: Stored; customer: Customer }> {
  const [session] = await call.work.where('billing_portal.session', { match: { _token: call.id } })
  if (session === undefined) throw missing('portal session', call.id)
  return { session, customer: await call.work.customer(String(session['customer'])) }
}

async function render(call: PageCall, values: CardValues, error: string | null): Promise<PageAnswer> {
  const { work } = call
  const { session, customer } = await find(call)
  const mine = { match: { customer: customer.id } }
  const subscriptions = (await work.where('subscription', mine)).filter(({ ended_at }) => ended_at === null)
  const html = portalPage({
    token: call.id,
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

/** Cancels at the period's end, or takes that back. */
async function setCancel(call: PageCall): Promise<PageAnswer> {
  const { work, params } = call
  const { customer } = await find(call)
  const subscription = await work.get('subscription', params.required('subscription'))
  if (subscription.customer !== customer.id || subscription.ended_at !== null)
    throw missing('subscription', subscription.id)
  const cancels = params.oneOf('action', ['cancel', 'resume'] as const) === 'cancel'
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
]
