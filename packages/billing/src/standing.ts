/**
 * How a workspace stands: `trial` and `grace` may do everything; `restricted` after a payment that failed for good
 * and `paused` read and change nothing that costs.
 */
export type Standing = 'full' | 'trial' | 'grace' | 'restricted' | 'paused'

export const standingOf = (
  subscription: { status: string; graceUntil: Date | null; pausedAt: Date | null },
  now: Date,
): Standing => {
  if (subscription.pausedAt !== null) return 'paused'
  if (subscription.status === 'unpaid') return 'restricted'
  if (subscription.status === 'past_due')
    return subscription.graceUntil !== null && subscription.graceUntil < now ? 'restricted' : 'grace'
  return subscription.status === 'trialing' ? 'trial' : 'full'
}

/** Why nothing that costs is done, and what helps; null where it is done. */
export const refusalOf = (
  standing: Standing,
): { code: 'payment_required' | 'subscription_paused'; message: string } | null => {
  if (standing === 'restricted')
    return {
      code: 'payment_required',
      message:
        'The last payment failed and its grace period is over: data and models can be read, nothing new is computed. Update the card under Billing; everything works again at once.',
    }
  if (standing === 'paused')
    return {
      code: 'subscription_paused',
      message: 'The subscription is paused, so nothing is computed or billed. Resume it under Billing.',
    }
  return null
}
