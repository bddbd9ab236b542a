import type { Invoice, PaymentMethod, Stored } from '../model.ts'
import { declineCode } from './cards.ts'
import { idFrom, newId } from './ids.ts'
import type { Work } from './work.ts'

const blankIntent = {
  allowed_payment_method_types: null,
  amount_capturable: 0,
  amount_details: { tip: {} },
  application: null,
  application_fee_amount: null,
  automatic_payment_methods: null,
  canceled_at: null,
  cancellation_reason: null,
  capture_method: 'automatic',
  confirmation_method: 'automatic',
  customer_account: null,
  excluded_payment_method_types: null,
  livemode: false,
  managed_payments: null,
  metadata: {},
  next_action: null,
  on_behalf_of: null,
  payment_method_configuration_details: null,
  payment_method_options: {
    card: { installments: null, mandate_options: null, network: null, request_three_d_secure: 'automatic' },
  },
  payment_method_types: ['card'],
  payment_record: null,
  processing: null,
  receipt_email: null,
  review: null,
  setup_future_usage: 'off_session',
  shipping: null,
  source: null,
  statement_descriptor: null,
  statement_descriptor_suffix: null,
  transfer_data: null,
  transfer_group: null,
}

export const clientSecret = (id: string): string => `${id}_${idFrom('secret', id)}`

/** The payment intent that collects an invoice; one per invoice, reused by its retries. */
async function intentFor(work: Work, invoice: Invoice, now: number): Promise<Stored> {
  if (invoice._payment_intent !== null) return await work.get('payment_intent', invoice._payment_intent)
  const id = newId('pi')
  const intent: Stored = {
    ...blankIntent,
    id,
    object: 'payment_intent',
    amount: invoice.amount_due,
    amount_received: 0,
    client_secret: clientSecret(id),
    created: now,
    currency: invoice.currency,
    customer: invoice.customer,
    description: invoice.number === null ? null : `Payment for Invoice ${invoice.number}`,
    last_payment_error: null,
    latest_charge: null,
    payment_method: null,
    status: 'requires_payment_method',
    _invoice: invoice.id,
  }
  await work.create('payment_intent', intent, 'payment_intent.created')
  const payment: Stored = {
    id: newId('inpay'),
    object: 'invoice_payment',
    amount_paid: null,
    amount_requested: invoice.amount_due,
    created: now,
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { payment_intent: id, type: 'payment_intent' },
    status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
  }
  await work.create('invoice_payment', payment)
  return intent
}

/** The outcome of one attempt; `decline` is null when the money came in. */
export interface Attempt {
  intent: Stored
  decline: string | null
}

/** Charges the invoice's amount to a card, or records why there was none to charge. */
export async function attemptCharge(
  work: Work,
  invoice: Invoice,
  method: PaymentMethod | null,
  now: number,
): Promise<Attempt> {
  const intent = await intentFor(work, invoice, now)
  if (method === null) return { intent, decline: 'generic_decline' }
  const decline = declineCode(method)
  const charge = buildCharge(intent, invoice, method, decline, now)
  if (decline !== 'authentication_required') {
    await work.create('charge', charge, decline === null ? 'charge.succeeded' : 'charge.failed')
  }
  const tried: Stored = {
    ...intent,
    amount: invoice.amount_due,
    payment_method: decline === null ? method.id : null,
    latest_charge: decline === 'authentication_required' ? null : charge.id,
    status: statusAfter(decline),
    amount_received: decline === null ? invoice.amount_due : 0,
    last_payment_error:
      decline === null
        ? null
        : {
            code: decline === 'authentication_required' ? decline : 'card_declined',
            decline_code: decline,
            message: 'Your card was declined.',
            type: 'card_error',
          },
  }
  await work.save('payment_intent', tried)
  await work.emit(eventAfter(decline), tried)
  if (decline === null) await settle(work, invoice, now)
  return { intent: tried, decline }
}

function statusAfter(decline: string | null): string {
  if (decline === null) return 'succeeded'
  return decline === 'authentication_required' ? 'requires_action' : 'requires_payment_method'
}

function eventAfter(decline: string | null): string {
  if (decline === null) return 'payment_intent.succeeded'
  return decline === 'authentication_required'
    ? 'payment_intent.requires_action'
    : 'payment_intent.payment_failed'
}

async function settle(work: Work, invoice: Invoice, now: number): Promise<void> {
  const [payment] = await work.where('invoice_payment', { match: { invoice: invoice.id, status: 'open' } })
  if (payment === undefined) return
  const paid: Stored = {
    ...payment,
    amount_paid: invoice.amount_due,
    amount_requested: invoice.amount_due,
    status: 'paid',
    status_transitions: { canceled_at: null, paid_at: now },
  }
  await work.save('invoice_payment', paid)
  await work.emit('invoice_payment.paid', paid)
}

function buildCharge(
  intent: Stored,
  invoice: Invoice,
  method: PaymentMethod,
  decline: string | null,
  now: number,
): Stored {
  const paid = decline === null
  const { brand, last4, exp_month, exp_year } = method.card
  return {
    id: newId('ch'),
    object: 'charge',
    amount: invoice.amount_due,
    amount_captured: paid ? invoice.amount_due : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: method.billing_details,
    calculated_statement_descriptor: 'LOCAL STRIPE',
    captured: paid,
    created: now,
    currency: invoice.currency,
    customer: invoice.customer,
    description: intent['description'],
    disputed: false,
    failure_balance_transaction: null,
    failure_code: paid ? null : 'card_declined',
    failure_message: paid ? null : 'Your card was declined.',
    fraud_details: {},
    livemode: false,
    metadata: {},
    on_behalf_of: null,
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
    payment_method_details: { card: { brand, last4, exp_month, exp_year }, type: 'card' },
    receipt_email: null,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: paid ? 'succeeded' : 'failed',
    transfer_data: null,
    transfer_group: null,
  }
}
