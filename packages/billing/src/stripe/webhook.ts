import type Stripe from 'stripe'
import { z } from 'zod'
import { StripeGatewayError } from './errors.ts'
import type { VerifiedWebhook, WebhookTarget } from './gateway.ts'

const toleranceSeconds = 300

const eventShape = z.looseObject({
  id: z.string().min(1).max(255),
  type: z.string().min(1).max(255),
  livemode: z.boolean(),
  account: z.string().max(255).optional(),
})

/**
 * Checks signature and age, and the age on both sides: the SDK lets timestamps of the future through.
 * @throws StripeGatewayError `signature`
 */
export const verifyWebhook = (
  webhooks: Stripe['webhooks'],
  secret: string,
  now: () => Date,
  rawBody: string | Uint8Array,
  signatureHeader: string | null | undefined,
): VerifiedWebhook => {
  const nowMs = now().getTime()
  let event: unknown
  try {
    const body = typeof rawBody === 'string' ? rawBody : Buffer.from(rawBody)
    event = webhooks.constructEvent(body, signatureHeader ?? '', secret, toleranceSeconds, undefined, nowMs)
  } catch (cause) {
    throw new StripeGatewayError('signature', 'The webhook has no valid signature.', { cause })
  }
  const signedAt = Number(/(?:^|,)\s*t=(\d+)/.exec(signatureHeader ?? '')?.[1] ?? Number.NaN)
  if (!(signedAt - nowMs / 1000 <= toleranceSeconds))
    throw new StripeGatewayError('signature', 'The webhook is signed for a time that has not come yet.')
  const parsed = eventShape.safeParse(event)
  if (!parsed.success) throw new StripeGatewayError('signature', 'The webhook is not an event of Stripe.')
  const { id, type, livemode, account } = parsed.data
  return { id, type, livemode, accountId: account ?? '', payload: event }
}

const objectShape = z.looseObject({
  data: z.looseObject({ object: z.looseObject({ id: z.string(), object: z.string() }) }),
})

/** Which object an event is about; its state in the payload may be stale and is not looked at. */
export const webhookTarget = (payload: unknown): WebhookTarget => {
  const parsed = objectShape.safeParse(payload)
  if (!parsed.success) return { type: 'other' }
  const { id, object } = parsed.data.data.object
  if (object === 'subscription' || object === 'invoice') return { type: object, id }
  if (object === 'credit_note' || object === 'refund' || object === 'dispute') return { type: object, id }
  return object === 'checkout.session' ? { type: 'checkout', id } : { type: 'other' }
}
