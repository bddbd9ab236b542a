import { createHmac } from 'node:crypto'

/** Stripe's scheme: HMAC-SHA256 over `t.payload`. https://docs.stripe.com/webhooks#verify-manually */
export function signatureHeader(payload: string, secret: string, timeSeconds: number): string {
  const digest = createHmac('sha256', secret).update(`${timeSeconds}.${payload}`).digest('hex')
  return `t=${timeSeconds},v1=${digest}`
}
