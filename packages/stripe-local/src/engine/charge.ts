import type { PaymentMethod } from '../model.ts'
import type { Charge, PaymentIntent } from '../model-payments.ts'
import { cardFee, moveMoney } from './balance-transaction.ts'
import { splitWithConnect } from './connect.ts'
import { newId } from './ids.ts'
import type { Work } from './work.ts'

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
    ...(method['_disputes'] === true ? { _disputes: true } : {}),
  }
}
