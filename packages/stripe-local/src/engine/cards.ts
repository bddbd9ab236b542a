import type { CardBehaviour, PaymentMethod } from '../model.ts'

export interface TestCard {
  number: string
  brand: 'visa' | 'mastercard' | 'amex'
  behaviour: CardBehaviour
  declineCode: string | null
}

const card = (
  number: string,
  brand: TestCard['brand'],
  behaviour: CardBehaviour = 'ok',
  declineCode: string | null = null,
): TestCard => ({ number, brand, behaviour, declineCode })

/** Stripe's published test numbers: https://docs.stripe.com/testing */
const cards: TestCard[] = [
  card('4242424242424242', 'visa'),
  // Its money is available at once.
  card('4000000000000077', 'visa'),
  card('4000056655665556', 'visa'),
  // Goes through and is then disputed as fraudulent.
  card('4000000000000259', 'visa'),
  card('5555555555554444', 'mastercard'),
  card('378282246310005', 'amex'),
  card('4000000000000002', 'visa', 'declined', 'generic_decline'),
  card('4000000000009995', 'visa', 'declined', 'insufficient_funds'),
  card('4000000000000069', 'visa', 'declined', 'expired_card'),
  card('4000000000000127', 'visa', 'declined', 'incorrect_cvc'),
  card('4000000000000119', 'visa', 'declined', 'processing_error'),
  card('4000000000000341', 'visa', 'fails_on_charge', 'generic_decline'),
  card('4000002500003155', 'visa', 'needs_authentication', 'authentication_required'),
]

const byName: Record<string, string> = {
  visa: '4242424242424242',
  bypassPending: '4000000000000077',
  createDispute: '4000000000000259',
  visa_debit: '4000056655665556',
  mastercard: '5555555555554444',
  amex: '378282246310005',
  chargeDeclined: '4000000000000002',
  chargeDeclinedInsufficientFunds: '4000000000009995',
  visa_chargeDeclinedInsufficientFunds: '4000000000009995',
  chargeDeclinedExpiredCard: '4000000000000069',
  chargeDeclinedIncorrectCvc: '4000000000000127',
  chargeDeclinedProcessingError: '4000000000000119',
  chargeCustomerFail: '4000000000000341',
  authenticationRequired: '4000002500003155',
  authenticationRequiredOnSetup: '4000002500003155',
}

export const cardByNumber = (number: string): TestCard | undefined =>
  cards.find((known) => known.number === number.replace(/[\s-]/g, ''))

/** `pm_card_visa` and `tok_visa` name the same test card. */
export function cardByAlias(alias: string): TestCard | undefined {
  const name = alias.replace(/^(pm_card_|tok_)/, '')
  if (name === alias || !Object.hasOwn(byName, name)) return undefined
  return cardByNumber(byName[name] ?? '')
}

/** Luhn's checksum, so that a mistyped number is told apart from an unknown test card. */
export function passesLuhn(number: string): boolean {
  const digits = number.replace(/[\s-]/g, '')
  if (!/^\d{12,19}$/.test(digits)) return false
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}

/** Why the bank refuses this charge, or null when it goes through. */
export function declineCode(method: PaymentMethod): string | null {
  if (method._behaviour === 'ok') return null
  if (method._behaviour === 'needs_authentication')
    return method._authenticated ? null : 'authentication_required'
  return method._decline_code ?? 'generic_decline'
}
