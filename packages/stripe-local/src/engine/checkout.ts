import { cardDeclined } from '../http/errors.ts'
import type { Customer, PaymentMethod } from '../model.ts'
import type { CheckoutSession } from '../model-checkout.ts'
import { discountRefs, sessionTotals } from './checkout-totals.ts'
import { collect } from './collect.ts'
import { buildCustomer } from './customer.ts'
import { redeem } from './discounts.ts'
import { createDraft, finalize } from './invoice.ts'
import { buildIntent, chargeIntent } from './payment-intent.ts'
import { attach } from './payment-method.ts'
import { buildSetupIntent, confirmSetup } from './setup-intent.ts'
import { subscribe } from './subscribe.ts'
import type { Work } from './work.ts'

const daySeconds = 86_400

export interface Payer {
  email: string
  name: string
}

type Done = Partial<CheckoutSession>

/** Carries an open session out with a card; null where none is needed. A refused card undoes all of it. */
export async function completeCheckout(
  work: Work,
  session: CheckoutSession,
  method: PaymentMethod | null,
  payer: Payer,
): Promise<CheckoutSession> {
  const customer = await payingCustomer(work, session, payer)
  const now = await work.clockTime(customer?.test_clock ?? null)
  const done =
    session.mode === 'subscription'
      ? await startSubscription(work, session, method, customer, now)
      : session.mode === 'setup'
        ? await saveCard(work, session, method, customer)
        : await takePayment(work, session, method, customer, now)
  const complete: CheckoutSession = {
    ...session,
    ...done,
    status: 'complete',
    customer: customer?.id ?? null,
    customer_details: {
      address: null,
      business_name: null,
      email: payer.email,
      individual_name: null,
      name: payer.name,
      phone: null,
      tax_exempt: 'none',
      tax_ids: [],
    },
    url: null,
    _pending_payment_method: null,
  }
  await work.clearTimer(session.id)
  await work.save('checkout.session', complete)
  await work.emit('checkout.session.completed', complete)
  return complete
}

async function startSubscription(
  work: Work,
  session: CheckoutSession,
  method: PaymentMethod | null,
  customer: Customer | null,
  now: number,
): Promise<Done> {
  if (customer === null) throw new Error('a subscription has a customer')
  if (method !== null) await attach(work, method, customer.id)
  const data = session._subscription_data
  const trialDays = data.trial_period_days
  const subscription = await subscribe(work, {
    customer: await work.customer(customer.id),
    items: session._items.map(({ price, quantity, taxRates }) => ({
      price,
      quantity,
      metadata: {},
      ...(taxRates === undefined ? {} : { taxRates }),
    })),
    defaultPaymentMethod: method?.id ?? null,
    trialEnd: trialDays === null ? null : now + trialDays * daySeconds,
    cancelAt: null,
    cancelAtPeriodEnd: false,
    metadata: data.metadata,
    description: data.description,
    paymentBehavior: 'error_if_incomplete',
    collectionMethod: 'charge_automatically',
    daysUntilDue: null,
    billingCycleAnchor: null,
    discounts: discountRefs(session),
    taxRates: data.taxRates ?? [],
    ...(data.transfer === undefined ? {} : { transfer: data.transfer }),
    ...(data.missingPaymentMethod === undefined ? {} : { missingPaymentMethod: data.missingPaymentMethod }),
  })
  return {
    payment_status: trialDays === null ? 'paid' : 'no_payment_required',
    subscription: subscription.id,
    invoice: subscription.latest_invoice,
  }
}

async function saveCard(
  work: Work,
  session: CheckoutSession,
  method: PaymentMethod | null,
  customer: Customer | null,
): Promise<Done> {
  const intent = buildSetupIntent({
    customer: customer?.id ?? null,
    description: session._setup_data?.description ?? null,
    metadata: session._setup_data?.metadata ?? {},
    payment_method: method?.id ?? null,
  })
  await work.create('setup_intent', intent, 'setup_intent.created')
  await confirmSetup(work, intent)
  return { payment_status: 'no_payment_required', setup_intent: intent.id }
}

async function takePayment(
  work: Work,
  session: CheckoutSession,
  method: PaymentMethod | null,
  customer: Customer | null,
  now: number,
): Promise<Done> {
  const totals = await sessionTotals(work, session, now)
  const currency = session.currency ?? 'usd'
  const ids: string[] = []
  for (const ref of discountRefs(session)) {
    const target = { customer, currency, amount: totals.subtotal, session: session.id }
    ids.push((await redeem(work, ref, target, now)).id)
  }
  if (totals.total === 0 || method === null) return { payment_status: 'no_payment_required' }
  const data = session._payment_data
  if (customer !== null && data?.setup_future_usage) await attach(work, method, customer.id)
  if (customer !== null && Object(session['invoice_creation']).enabled === true)
    return await payByInvoice(work, session, method, customer, now, { ...totals, discounts: ids })
  const intent = buildIntent(
    {
      amount: totals.total,
      currency,
      customer: customer?.id ?? null,
      description: null,
      ...data,
      _session: session.id,
    },
    now,
  )
  await work.create('payment_intent', intent, 'payment_intent.created')
  const { decline } = await chargeIntent(work, intent, method, now)
  if (decline !== null) throw cardDeclined(decline)
  return { payment_status: data?.capture_method === 'manual' ? 'unpaid' : 'paid', payment_intent: intent.id }
}

async function payByInvoice(
  work: Work,
  session: CheckoutSession,
  method: PaymentMethod,
  customer: Customer,
  now: number,
  content: { lines: Awaited<ReturnType<typeof sessionTotals>>['lines']; discounts: string[] },
): Promise<Done> {
  await attach(work, method, customer.id)
  const draft = await createDraft(work, {
    customer,
    subscription: null,
    reason: 'manual',
    period: { start: now, end: now },
    lines: content.lines.map((line) => ({ ...line, parent: null })),
    currency: session.currency ?? 'usd',
    now,
    withPendingItems: false,
    autoAdvance: false,
    discounts: content.discounts,
    metadata: session.metadata,
  })
  const open = await finalize(work, draft, now)
  const { invoice, decline } = await collect(work, open, now, method)
  if (decline !== null) throw cardDeclined(decline)
  return { payment_status: 'paid', invoice: invoice.id, payment_intent: invoice._payment_intent }
}

/** A one-time payment needs no customer unless something is kept for one. */
async function payingCustomer(work: Work, session: CheckoutSession, payer: Payer): Promise<Customer | null> {
  if (session.customer !== null) return await work.customer(session.customer)
  const keeps =
    session._payment_data?.setup_future_usage || Object(session['invoice_creation']).enabled === true
  if (session.mode !== 'subscription' && session.customer_creation !== 'always' && !keeps) return null
  const now = await work.clockTime(null)
  const customer = buildCustomer({ email: payer.email, name: payer.name, testClock: null, metadata: {} }, now)
  return await work.create('customer', customer, 'customer.created')
}
