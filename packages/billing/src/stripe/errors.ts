export type StripeGatewayErrorCode =
  /** The webhook's signature is bad, missing, stale or from the future. */
  | 'signature'
  /** The bank or the card refused. */
  | 'payment'
  | 'not_found'
  /** Our request was wrong; trying again cannot help. */
  | 'invalid_request'
  /** Our key is wrong or may not do this. */
  | 'credentials'
  | 'rate_limited'
  /** Stripe or the way to it is down; the same request may be sent again. */
  | 'unavailable'

export class StripeGatewayError extends Error {
  readonly code: StripeGatewayErrorCode
  /** Whether the same request may succeed later. */
  readonly retryable: boolean
  /** Stripe's own code, such as `card_declined` or `resource_missing`. */
  readonly stripeCode: string | null

  constructor(
    code: StripeGatewayErrorCode,
    message: string,
    options: { stripeCode?: string | null; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = 'StripeGatewayError'
    this.code = code
    this.retryable = code === 'rate_limited' || code === 'unavailable'
    this.stripeCode = options.stripeCode ?? null
  }
}
