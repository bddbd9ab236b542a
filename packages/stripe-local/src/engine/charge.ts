import type { Invoice, PaymentMethod, Stored } from '../model.ts'
import type { Charge, PaymentIntent } from '../model-payments.ts'
import { cardFee, moveMoney } from './balance-transaction.ts'
import { splitWithConnect } from './connect.ts'
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

/** Puts a captured amount on the balance, less fees, and shares it with connected accounts. */
export async function settleCharge(
  work: Work,
  intent: PaymentIntent,
  charge: Charge,
  amount: number,
  now: number,
): Promise<Charge> {
  const fee = cardFee(amount)
  const direct = await splitWithConnect(work, intent, { ...charge, amount_captured: amount }, amount, now)
  const movement = await moveMoney(work, {
    amount,
    currency: charge.currency,
    source: charge.id,
    type: 'charge',
    now,
    fee,
    applicationFee: direct.applicationFeePaid,
    available: direct.charge['_bypasses'] === true,
    description: intent.description,
  })
  const settled: Charge = { ...direct.charge, amount_captured: amount, balance_transaction: movement.id }
  await work.save('charge', settled)
  return settled
}

export function buildCharge(
  intent: PaymentIntent,
  method: PaymentMethod,
  decline: string | null,
  now: number,
): Charge {
  const paid = decline === null
  const captured = paid && intent.capture_method !== 'manual'
  const { brand, last4, exp_month, exp_year } = method.card
  const { country, fingerprint, funding, checks } = method.card
  return {
    id: newId('ch'),
    object: 'charge',
    amount: intent.amount,
    amount_captured: 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: intent.application_fee_amount,
    balance_transaction: null,
    billing_details: method.billing_details,
    calculated_statement_descriptor: 'LOCAL STRIPE',
    captured,
    created: now,
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: paid ? null : 'card_declined',
    failure_message: paid ? null : 'Your card was declined.',
    fraud_details: {},
    livemode: false,
    metadata: intent.metadata,
    on_behalf_of: intent.on_behalf_of,
    outcome: {
      advice_code: null,
      network_advice_code: null,
      network_decline_code: null,
      network_status: paid ? 'approved_by_network' : 'declined_by_network',
      reason: decline,
      seller_message: paid ? 'Payment complete.' : 'The bank did not return any further details.',
      type: paid ? 'authorized' : 'issuer_declined',
    },
    paid,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: {
      card: {
        brand,
        checks,
        country,
        exp_month,
        exp_year,
        fingerprint,
        funding,
        last4,
        network: brand,
        three_d_secure: method._authenticated ? { result: 'authenticated', version: '2.2.0' } : null,
        wallet: null,
      },
      type: 'card',
    },
    receipt_email: intent['receipt_email'] ?? null,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: intent['shipping'] ?? null,
    source: null,
    source_transfer: null,
    statement_descriptor: intent['statement_descriptor'] ?? null,
    statement_descriptor_suffix: intent['statement_descriptor_suffix'] ?? null,
    status: paid ? 'succeeded' : 'failed',
    transfer_data: intent.transfer_data === null ? null : { amount: null, ...intent.transfer_data },
    transfer_group: intent.transfer_group,
    ...(method['_bypasses'] === true ? { _bypasses: true } : {}),
  }
}
