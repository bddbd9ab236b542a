export interface ErrorBody {
  type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error' | 'rate_limit_error'
  message: string
  code?: string
  param?: string
  decline_code?: string
  doc_url?: string
  payment_method?: unknown
  payment_intent?: unknown
  charge?: string
}

/** Every refusal; answered as `{"error": …}`, because the SDK takes a 404 without `error` for a success. */
export class StripeError extends Error {
  override readonly name = 'StripeError'
  readonly status: number
  readonly body: ErrorBody
  /** True when the work done so far stays committed: a failed charge leaves its attempt behind. */
  readonly keepsWork: boolean

  constructor(status: number, body: ErrorBody, keepsWork = false) {
    super(body.message)
    this.status = status
    this.body = body.code ? { ...body, doc_url: docUrl(body.code) } : body
    this.keepsWork = keepsWork
  }
}

const docUrl = (code: string): string => `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`

export function invalid(message: string, param?: string, code?: string): StripeError {
  return new StripeError(400, {
    type: 'invalid_request_error',
    message,
    ...(param === undefined ? {} : { param }),
    ...(code === undefined ? {} : { code }),
  })
}

export const missing = (noun: string, id: string, param = 'id'): StripeError =>
  new StripeError(param === 'id' ? 404 : 400, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${noun}: '${id}'`,
    param,
  })

const declineMessages: Record<string, string> = {
  generic_decline: 'Your card was declined.',
  insufficient_funds: 'Your card has insufficient funds.',
  expired_card: 'Your card has expired.',
  incorrect_cvc: "Your card's security code is incorrect.",
  processing_error: 'An error occurred while processing your card. Try again in a little bit.',
  authentication_required: 'Your card was declined. This transaction requires authentication.',
}

export function cardDeclined(
  declineCode: string,
  keepsWork = false,
  more: Pick<ErrorBody, 'charge' | 'payment_intent' | 'payment_method'> = {},
): StripeError {
  const own = ['expired_card', 'incorrect_cvc', 'processing_error', 'authentication_required']
  return new StripeError(
    402,
    {
      type: 'card_error',
      code: own.includes(declineCode) ? declineCode : 'card_declined',
      decline_code: declineCode,
      message: declineMessages[declineCode] ?? 'Your card was declined.',
      ...more,
    },
    keepsWork,
  )
}
