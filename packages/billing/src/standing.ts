/**
 * How a workspace stands: `trial` and `grace` may do everything; `restricted` after a payment that failed for good
 * and `paused` read and change nothing that costs; `suspended` by the operator only reads.
 */
export type Standing = 'full' | 'trial' | 'grace' | 'restricted' | 'paused' | 'suspended'

/** Why the operator stopped a workspace, and whom its people may ask. */
export type Suspension = { reason: string; contact: string }

export const standingOf = (
  subscription: { status: string; graceUntil: Date | null; pausedAt: Date | null },
  now: Date,
  suspension: Suspension | null = null,
): Standing => {
  if (suspension !== null) return 'suspended'
  if (subscription.pausedAt !== null) return 'paused'
  if (subscription.status === 'unpaid') return 'restricted'
  if (subscription.status === 'past_due')
    return subscription.graceUntil !== null && subscription.graceUntil < now ? 'restricted' : 'grace'
  return subscription.status === 'trialing' ? 'trial' : 'full'
}

/** Why nothing that costs is done, and what helps; null where it is done. */
export const refusalOf = (
  standing: Standing,
  suspension: Suspension | null = null,
): { code: 'payment_required' | 'subscription_paused' | 'suspended'; message: string } | null => {
  if (standing === 'suspended') return { code: 'suspended', message: suspensionText(suspension) }
  if (standing === 'restricted')
    return {
      code: 'payment_required',
      message:
        'The last payment failed and its grace period is over: data and models can be read, but nothing new is computed. Update the card under Billing; everything works again immediately.',
    }
  if (standing === 'paused')
    return {
      code: 'subscription_paused',
      message: 'The subscription is paused, so nothing is computed or billed. Resume it under Billing.',
    }
  return null
}

/** As every door says it. */
export const suspensionText = (suspension: Suspension | null): string =>
  suspension === null
    ? 'This workspace is suspended: data and models can be read, but nothing else works.'
    : `This workspace is suspended: ${suspension.reason} Contact ${suspension.contact}.`
