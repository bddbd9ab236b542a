import type { StripeGateway } from '@assay/billing/stripe'
import type { DisputeStatus } from '@assay/db'

/** Whether the bank waits for our evidence. */
export const isWaiting = (status: DisputeStatus): boolean =>
  status === 'needs_response' || status === 'warning_needs_response'

/** Not decided yet. */
export const openDisputes = [
  'needs_response',
  'under_review',
  'warning_needs_response',
  'warning_under_review',
  'appeal_needs_response',
  'appeal_under_review',
] as const satisfies DisputeStatus[]

/** Where people look at a dispute: Stripe's dashboard, or the local Stripe's console. */
export const stripeAddress = (
  stripe: Pick<StripeGateway, 'localUrl' | 'livemode'>,
  disputeId: string,
): string =>
  stripe.localUrl === null
    ? `https://dashboard.stripe.com/${stripe.livemode ? '' : 'test/'}disputes/${disputeId}`
    : `${stripe.localUrl}/console/objects/${disputeId}`
