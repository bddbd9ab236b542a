import { cardDeclined, invalid } from '../http/errors.ts'
import type { PaymentMethod } from '../model.ts'
import type { Charge, PaymentIntent } from '../model-payments.ts'
import { declineCode } from './cards.ts'
import { buildCharge, settleCharge } from './charge.ts'
import { openDispute } from './dispute.ts'
import { idFrom, newId } from './ids.ts'
import { attach } from './payment-method.ts'
import { present } from './present.ts'
import type { Work } from './work.ts'

export const clientSecret = (id: string): string => `${id}_${idFrom('secret', id)}`

export type IntentFields = Pick<PaymentIntent, 'amount' | 'currency' | 'customer' | 'description'> &
  Partial<PaymentIntent>

export function buildIntent(fields: IntentFields, now: number): PaymentIntent {
  const id = newId('pi')
  return {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic',
    client_secret: clientSecret(id),
    confirmation_method: 'automatic',
    created: now,
    customer_account: null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: {},
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { installments: null, mandate_options: null, network: null, request_three_d_secure: 'automatic' },
    },
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'requires_payment_method',
    transfer_data: null,
    transfer_group: null,
    ...fields,
  }
}

export interface Outcome {
  intent: PaymentIntent
  charge: Charge | null
  /** Null when the bank agreed. */
  decline: string | null
}

/** One attempt to charge a card for an intent, with the events that follow from its outcome. */
export async function chargeIntent(
  work: Work,
  intent: PaymentIntent,
  method: PaymentMethod,
  now: number,
): Promise<Outcome> {
  const decline = declineCode(method)
  if (decline === 'authentication_required') {
    const url = `${work.settings.publicUrl}/3ds/${intent.id}`
    const waiting: PaymentIntent = {
      ...intent,
      payment_method: method.id,
      status: 'requires_action',
      next_action:
        intent._return_url === undefined
          ? { type: 'use_stripe_sdk', use_stripe_sdk: {} }
          : { type: 'redirect_to_url', redirect_to_url: { return_url: intent._return_url, url } },
    }
    await work.save('payment_intent', waiting)
    await work.emit('payment_intent.requires_action', waiting)
    return { intent: waiting, charge: null, decline }
  }
  const holds = intent.capture_method === 'manual'
  const bare = buildCharge(intent, method, decline, now)
  const charge = await work.create('charge', bare)
  const settled =
    decline === null && !holds ? await settleCharge(work, intent, charge, intent.amount, now) : charge
  await work.emit(decline === null ? 'charge.succeeded' : 'charge.failed', settled)
  const after: PaymentIntent =
    decline === null ? accepted(intent, charge, method) : refused(intent, charge, decline)
  await work.save('payment_intent', after)
  await work.emit(eventOf(after), after)
  const left = settled.captured ? await disputeUnlessFine(work, settled, now) : settled
  return { intent: after, charge: left, decline }
}

/** Some test cards pay and take their money back. */
async function disputeUnlessFine(work: Work, charge: Charge, now: number): Promise<Charge> {
  return charge['_disputes'] === true ? await openDispute(work, charge, now) : charge
}

const eventOf = ({ status }: PaymentIntent): string =>
  status === 'succeeded'
    ? 'payment_intent.succeeded'
    : status === 'requires_capture'
      ? 'payment_intent.amount_capturable_updated'
      : 'payment_intent.payment_failed'

function accepted(intent: PaymentIntent, charge: Charge, method: PaymentMethod): PaymentIntent {
  const holds = intent.capture_method === 'manual'
  return {
    ...intent,
    payment_method: method.id,
    latest_charge: charge.id,
    last_payment_error: null,
    next_action: null,
    status: holds ? 'requires_capture' : 'succeeded',
    amount_capturable: holds ? intent.amount : 0,
    amount_received: holds ? 0 : intent.amount,
  }
}

function refused(intent: PaymentIntent, charge: Charge, decline: string): PaymentIntent {
  const { body } = cardDeclined(decline)
  return {
    ...intent,
    payment_method: null,
    latest_charge: charge.id,
    next_action: null,
    status: 'requires_payment_method',
    last_payment_error: {
      charge: charge.id,
      code: body.code,
      decline_code: decline,
      doc_url: body.doc_url,
      message: body.message,
      type: 'card_error',
    },
  }
}

/** Confirms an intent with the card it has. @throws StripeError 402 when the bank refuses; the attempt stays on record */
export async function confirmIntent(
  work: Work,
  intent: PaymentIntent,
  now: number,
  offSession: boolean,
): Promise<PaymentIntent> {
  if (!['requires_payment_method', 'requires_confirmation', 'requires_action'].includes(intent.status))
    throw invalid(
      `You cannot confirm this PaymentIntent because it has a status of ${intent.status}.`,
      undefined,
      'payment_intent_unexpected_state',
    )
  if (intent.payment_method === null)
    throw invalid(
      'You cannot confirm this PaymentIntent because it is missing a payment method.',
      'payment_method',
      'payment_intent_unexpected_state',
    )
  const method = await work.get('payment_method', intent.payment_method, 'payment_method')
  const keeps = intent.setup_future_usage !== null && intent.customer !== null
  const used =
    keeps && intent.customer !== null ? await attachUnlessBad(work, method, intent.customer) : method
  const outcome = await chargeIntent(work, intent, used, now)
  if (outcome.decline === null) return outcome.intent
  if (outcome.decline === 'authentication_required' && !offSession) return outcome.intent
  const shown = await present(work, outcome.intent)
  throw cardDeclined(outcome.decline, true, {
    payment_intent: shown,
    payment_method: await present(work, method),
    ...(outcome.charge === null ? {} : { charge: outcome.charge.id }),
  })
}

async function attachUnlessBad(work: Work, method: PaymentMethod, customer: string): Promise<PaymentMethod> {
  return method._behaviour === 'declined' ? method : await attach(work, method, customer)
}

/** Takes the money that was held, all or a part; the rest goes back. */
export async function captureIntent(
  work: Work,
  intent: PaymentIntent,
  amount: number,
  now: number,
): Promise<PaymentIntent> {
  const held = await work.get('charge', intent.latest_charge ?? '')
  const charge = await settleCharge(work, intent, { ...held, captured: true }, amount, now)
  await work.emit('charge.captured', charge)
  const after: PaymentIntent = {
    ...intent,
    status: 'succeeded',
    amount_capturable: 0,
    amount_received: amount,
  }
  const paid = await work.update('payment_intent', intent, after, 'payment_intent.succeeded')
  await disputeUnlessFine(work, charge, now)
  return paid
}

export async function cancelIntent(
  work: Work,
  intent: PaymentIntent,
  reason: string | null,
  now: number,
): Promise<PaymentIntent> {
  if (intent.latest_charge !== null && intent.status === 'requires_capture') {
    const charge = await work.get('charge', intent.latest_charge)
    const released = { ...charge, amount_refunded: charge.amount, refunded: true }
    await work.update('charge', charge, released, 'charge.refunded')
  }
  const after: PaymentIntent = {
    ...intent,
    status: 'canceled',
    amount_capturable: 0,
    canceled_at: now,
    cancellation_reason: reason,
    next_action: null,
  }
  return await work.update('payment_intent', intent, after, 'payment_intent.canceled')
}
