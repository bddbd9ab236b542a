import type { CheckoutSession, Customer, PaymentMethod } from '../model.ts'
import { buildCustomer } from './customer.ts'
import { attach } from './payment-method.ts'
import { subscribe } from './subscribe.ts'
import type { Work } from './work.ts'

const daySeconds = 86_400

export interface Payer {
  email: string
  name: string
}

/** Turns an open session into a customer with a card and an active subscription; a refused card undoes all of it. */
export async function completeCheckout(
  work: Work,
  session: CheckoutSession,
  method: PaymentMethod,
  payer: Payer,
): Promise<CheckoutSession> {
  const customer = await payingCustomer(work, session, payer)
  const now = await work.clockTime(customer.test_clock)
  await attach(work, method, customer.id)
  const trialDays = session._subscription_data.trial_period_days
  const subscription = await subscribe(work, {
    customer: await work.customer(customer.id),
    items: session._items.map(({ price, quantity }) => ({ price, quantity, metadata: {} })),
    defaultPaymentMethod: method.id,
    trialEnd: trialDays === null ? null : now + trialDays * daySeconds,
    cancelAt: null,
    cancelAtPeriodEnd: false,
    metadata: session._subscription_data.metadata,
    description: session._subscription_data.description,
    paymentBehavior: 'error_if_incomplete',
    collectionMethod: 'charge_automatically',
    daysUntilDue: null,
    billingCycleAnchor: null,
  })
  const complete: CheckoutSession = {
    ...session,
    status: 'complete',
    payment_status: trialDays === null ? 'paid' : 'no_payment_required',
    customer: customer.id,
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
    subscription: subscription.id,
    invoice: subscription.latest_invoice,
    url: null,
    _pending_payment_method: null,
  }
  await work.clearTimer(session.id)
  await work.save('checkout.session', complete)
  await work.emit('checkout.session.completed', complete)
  return complete
}

async function payingCustomer(work: Work, session: CheckoutSession, payer: Payer): Promise<Customer> {
  if (session.customer !== null) return await work.customer(session.customer)
  const now = await work.clockTime(null)
  const customer = buildCustomer({ email: payer.email, name: payer.name, testClock: null, metadata: {} }, now)
  return await work.create('customer', customer, 'customer.created')
}
