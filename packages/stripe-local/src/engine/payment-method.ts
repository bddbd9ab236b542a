import { cardDeclined, invalid } from '../http/errors.ts'
import type { PaymentMethod } from '../model.ts'
import { cardByAlias, type TestCard } from './cards.ts'
import { newId, randomText } from './ids.ts'
import type { Work } from './work.ts'

export interface CardDetails {
  card: TestCard
  expMonth: number
  expYear: number
  name: string | null
  email: string | null
}

export function buildPaymentMethod(details: CardDetails, now: number): PaymentMethod {
  const { card } = details
  return {
    id: newId('pm'),
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: {
      address: { city: null, country: null, line1: null, line2: null, postal_code: null, state: null },
      email: details.email,
      name: details.name,
      phone: null,
      tax_id: null,
    },
    card: {
      brand: card.brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
      country: 'US',
      display_brand: card.brand,
      exp_month: details.expMonth,
      exp_year: details.expYear,
      fingerprint: randomText(16),
      funding: 'credit',
      generated_from: null,
      last4: card.number.slice(-4),
      networks: { available: [card.brand], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: now,
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: 'card',
    _behaviour: card.behaviour,
    _decline_code: card.declineCode,
    _authenticated: false,
    ...(card.number === '4000000000000077' ? { _bypasses: true } : {}),
    ...(card.number === '4000000000000259' ? { _disputes: true } : {}),
  }
}

/** The payment method named by a request; an alias such as `pm_card_visa` makes a new one every time. */
export async function resolvePaymentMethod(
  work: Work,
  id: string,
  param: string,
  now: number,
): Promise<PaymentMethod> {
  const card = cardByAlias(id)
  if (card === undefined) return await work.get('payment_method', id, param)
  const expYear = new Date(now * 1000).getUTCFullYear() + 3
  const method = buildPaymentMethod({ card, expMonth: 12, expYear, name: null, email: null }, now)
  return await work.create('payment_method', method)
}

/** @throws StripeError 402 for cards that their bank refuses to verify. */
export async function attach(work: Work, method: PaymentMethod, customer: string): Promise<PaymentMethod> {
  if (method.customer === customer) return method
  if (method.customer !== null)
    throw invalid('This PaymentMethod is already attached to another customer.', 'payment_method')
  if (method._behaviour === 'declined') throw cardDeclined(method._decline_code ?? 'generic_decline')
  const attached: PaymentMethod = { ...method, customer }
  await work.save('payment_method', attached)
  await work.emit('payment_method.attached', attached)
  return attached
}
