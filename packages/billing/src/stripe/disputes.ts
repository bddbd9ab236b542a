import type Stripe from 'stripe'
import { disputeStatuses, type GatewayDispute } from './gateway.ts'
import { idOf, instant, instantOrNull, oneOf, seconds } from './mapping.ts'

/**
 * What moved is what the balance says. An amount that was settled in another currency counts as the dispute's own, as
 * a payment does.
 */
const movedOf = (from: Stripe.Dispute, sign: 1 | -1): { minor: bigint; at: Date | null } => {
  const moves = from.balance_transactions.filter(({ amount }) => amount * sign > 0)
  const minor = moves.reduce(
    (sum, one) => sum + BigInt(one.currency === from.currency ? one.amount * sign : Math.abs(from.amount)),
    0n,
  )
  const [first] = moves
  return { minor, at: first === undefined ? null : instant(first.created) }
}

const toDispute = (from: Stripe.Dispute): GatewayDispute => {
  const [withdrawn, reinstated] = [movedOf(from, -1), movedOf(from, 1)]
  const [settled] = from.balance_transactions
  return {
    id: from.id,
    paymentIntentId: idOf(from.payment_intent) ?? '',
    status: oneOf(disputeStatuses, from.status, 'dispute status'),
    reason: from.reason,
    currency: from.currency,
    amountMinor: BigInt(from.amount),
    withdrawnMinor: withdrawn.minor,
    reinstatedMinor: reinstated.minor,
    withdrawnAt: withdrawn.at,
    reinstatedAt: reinstated.at,
    fee:
      settled === undefined
        ? null
        : {
            minor: from.balance_transactions.reduce((sum, { fee }) => sum + BigInt(fee), 0n),
            currency: settled.currency,
          },
    evidenceDueAt: instantOrNull(from.evidence_details.due_by),
    openedAt: instant(from.created),
  }
}

export const fetchDispute = async (stripe: Stripe, id: string): Promise<GatewayDispute> =>
  toDispute(await stripe.disputes.retrieve(id))

export const listDisputeIds = async (stripe: Stripe, createdFrom: Date): Promise<string[]> => {
  const ids: string[] = []
  for await (const { id } of stripe.disputes.list({ created: { gte: seconds(createdFrom) }, limit: 100 }))
    ids.push(id)
  return ids
}

export const submitEvidence = async (stripe: Stripe, id: string, text: string): Promise<GatewayDispute> =>
  toDispute(await stripe.disputes.update(id, { evidence: { uncategorized_text: text }, submit: true }))

export const closeDispute = async (stripe: Stripe, id: string): Promise<GatewayDispute> =>
  toDispute(await stripe.disputes.close(id))
