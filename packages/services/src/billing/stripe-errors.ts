import { StripeGatewayError } from '@assay/billing/stripe'
import { AssayError } from '../errors/index.ts'

/** Runs a call to Stripe for a person who waits; what they can act on becomes an answer of ours. */
export const askingStripe = async <T>(call: () => Promise<T>): Promise<T> => {
  try {
    return await call()
  } catch (error) {
    if (!(error instanceof StripeGatewayError)) throw error
    if (error.code === 'payment')
      throw new AssayError('payment_failed', `${error.message} Nothing was changed; try another card.`, {
        cause: error,
      })
    if (error.retryable)
      throw new AssayError('overloaded', 'The payment service is not responding. Try again in a moment.', {
        retryAfterSeconds: 5,
        cause: error,
      })
    throw error
  }
}
