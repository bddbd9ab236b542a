import Stripe from 'stripe'
import { StripeGatewayError, type StripeGatewayErrorCode } from './errors.ts'

const codeOf = (error: Stripe.errors.StripeError): StripeGatewayErrorCode => {
  if (error instanceof Stripe.errors.StripeCardError) return 'payment'
  if (error instanceof Stripe.errors.StripeRateLimitError || error.statusCode === 429) return 'rate_limited'
  if (error instanceof Stripe.errors.StripeAuthenticationError) return 'credentials'
  if (error instanceof Stripe.errors.StripePermissionError) return 'credentials'
  if (error instanceof Stripe.errors.StripeConnectionError) return 'unavailable'
  // 409: the same request is still being carried out; 5xx: Stripe's own failure.
  if (error.statusCode === 409 || (error.statusCode ?? 500) >= 500) return 'unavailable'
  if (error.statusCode === 402) return 'payment'
  if (error.statusCode === 404 || error.code === 'resource_missing') return 'not_found'
  return 'invalid_request'
}

/** Runs a call of the SDK and turns its errors into ours; anything else is a bug and passes through. */
export const calling = async <T>(call: () => Promise<T>): Promise<T> => {
  try {
    return await call()
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error
    throw new StripeGatewayError(codeOf(error), error.message, {
      stripeCode: error.decline_code ?? error.code ?? null,
      cause: error,
    })
  }
}
