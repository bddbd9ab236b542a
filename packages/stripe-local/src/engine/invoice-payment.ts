import type { Invoice, PaymentMethod, Stored } from '../model.ts'
import type { PaymentIntent } from '../model-payments.ts'
import { newId } from './ids.ts'
import { buildIntent, chargeIntent, type Outcome } from './payment-intent.ts'
import type { Work } from './work.ts'

/** The payment intent that collects an invoice; one per invoice, reused by its retries. */
async function intentFor(work: Work, invoice: Invoice, now: number): Promise<PaymentIntent> {
  if (invoice._payment_intent !== null) return await work.get('payment_intent', invoice._payment_intent)
  const intent = buildIntent(
    {
      amount: invoice.amount_remaining,
      currency: invoice.currency,
      customer: invoice.customer,
      description: invoice.number === null ? null : `Payment for Invoice ${invoice.number}`,
      setup_future_usage: 'off_session',
      ...(await connectTerms(work, invoice)),
      _invoice: invoice.id,
    },
    now,
  )
  await work.create('payment_intent', intent, 'payment_intent.created')
  const payment: Stored = {
    id: newId('inpay'),
    object: 'invoice_payment',
    amount_paid: null,
    amount_requested: invoice.amount_remaining,
    created: now,
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { payment_intent: intent.id, type: 'payment_intent' },
    status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
  }
  await work.create('invoice_payment', payment)
  return intent
}

/** What of an invoice's payment goes to a connected account. */
async function connectTerms(work: Work, invoice: Invoice): Promise<Partial<PaymentIntent>> {
  const id = invoice.parent?.subscription_details?.subscription
  const subscription = id === undefined ? undefined : await work.find('subscription', id)
  const data = Object(subscription?.['transfer_data'] ?? invoice['_transfer_data'])
  const percent = subscription?.['application_fee_percent']
  const fee = invoice['_application_fee_amount']
  return {
    application_fee_amount:
      typeof percent === 'number'
        ? Math.round((invoice.amount_remaining * percent) / 100)
        : typeof fee === 'number'
          ? fee
          : null,
    transfer_data:
      typeof data.destination === 'string'
        ? {
            destination: data.destination,
            ...(typeof data.amount_percent === 'number'
              ? { amount: Math.round((invoice.amount_remaining * data.amount_percent) / 100) }
              : {}),
          }
        : null,
  }
}

/** The outcome of one attempt; `decline` is null when the money came in. */
export type Attempt = Pick<Outcome, 'decline' | 'intent'>

/** Charges the invoice's amount to a card, or records why there was none to charge. */
export async function attemptCharge(
  work: Work,
  invoice: Invoice,
  method: PaymentMethod | null,
  now: number,
): Promise<Attempt> {
  const intent = await intentFor(work, invoice, now)
  if (method === null) return { intent, decline: 'generic_decline' }
  const asked: PaymentIntent = { ...intent, amount: invoice.amount_remaining }
  const outcome = await chargeIntent(work, asked, method, now)
  if (outcome.decline === null) await settlePayment(work, invoice, now)
  return outcome
}

async function settlePayment(work: Work, invoice: Invoice, now: number): Promise<void> {
  const [payment] = await work.where('invoice_payment', { match: { invoice: invoice.id, status: 'open' } })
  if (payment === undefined) return
  const paid: Stored = {
    ...payment,
    amount_paid: invoice.amount_remaining,
    amount_requested: invoice.amount_remaining,
    status: 'paid',
    status_transitions: { canceled_at: null, paid_at: now },
  }
  await work.save('invoice_payment', paid)
  await work.emit('invoice_payment.paid', paid)
}
