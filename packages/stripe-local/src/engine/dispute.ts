import { invalid } from '../http/errors.ts'
import type { Charge, Dispute, DisputeEvidence } from '../model-payments.ts'
import { moveMoney } from './balance-transaction.ts'
import { newId } from './ids.ts'
import type { Work } from './work.ts'

const feeMinor = 1_500
const responseSeconds = 9 * 86_400

const textFields = [
  'access_activity_log',
  'billing_address',
  'cancellation_policy',
  'cancellation_policy_disclosure',
  'cancellation_rebuttal',
  'customer_communication',
  'customer_email_address',
  'customer_name',
  'customer_purchase_ip',
  'customer_signature',
  'duplicate_charge_documentation',
  'duplicate_charge_explanation',
  'duplicate_charge_id',
  'product_description',
  'receipt',
  'refund_policy',
  'refund_policy_disclosure',
  'refund_refusal_explanation',
  'service_date',
  'service_documentation',
  'shipping_address',
  'shipping_carrier',
  'shipping_date',
  'shipping_documentation',
  'shipping_tracking_number',
  'uncategorized_file',
  'uncategorized_text',
] as const
export type EvidenceField = (typeof textFields)[number]
export const evidenceFields: readonly EvidenceField[] = textFields

const noEvidence: DisputeEvidence = {
  ...(Object.fromEntries(textFields.map((name) => [name, null])) as Record<EvidenceField, null>),
  enhanced_evidence: {},
}

/** The bank takes a captured charge back: its amount and a fee leave the balance until the dispute is won. */
export async function openDispute(work: Work, before: Charge, now: number): Promise<Charge> {
  const id = newId('du')
  const amount = before.amount_captured - before.amount_refunded
  const card = Object(Object(before['payment_method_details']).card)
  const withdrawal = await moveMoney(work, {
    amount: -amount,
    currency: before.currency,
    source: id,
    type: 'adjustment',
    category: 'dispute',
    now,
    fee: feeMinor,
    feeDescription: 'Dispute fee',
    available: true,
    description: `Chargeback withdrawal for ${before.id}`,
  })
  const due = now + responseSeconds
  const dispute: Dispute = {
    id,
    object: 'dispute',
    amount,
    balance_transactions: [withdrawal.id],
    charge: before.id,
    created: now,
    currency: before.currency,
    enhanced_eligibility_types: [],
    evidence: noEvidence,
    evidence_details: {
      due_by: due,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    network_reason_code: '10.4',
    payment_intent: before.payment_intent,
    payment_method_details: {
      card: {
        brand: card.brand,
        case_type: 'chargeback',
        network: card.network,
        network_reason_code: '10.4',
      },
      type: 'card',
    },
    reason: 'fraudulent',
    status: 'needs_response',
  }
  const disputed: Charge = { ...before, disputed: true }
  await work.save('charge', disputed)
  await work.create('dispute', dispute, 'charge.dispute.created')
  await work.emit('charge.dispute.funds_withdrawn', dispute)
  const payer = before.customer === null ? undefined : await work.find('customer', before.customer)
  await work.setTimer(id, 'dispute_due', due, payer?.test_clock ?? null)
  return disputed
}

/** Ends a dispute; one that is won brings the amount back, and Stripe keeps its fee. */
export async function closeDispute(
  work: Work,
  before: Dispute,
  outcome: 'lost' | 'won',
  now: number,
): Promise<Dispute> {
  await work.clearTimer(before.id)
  if (outcome === 'lost')
    return await work.update('dispute', before, { ...before, status: 'lost' }, 'charge.dispute.closed')
  const reversal = await moveMoney(work, {
    amount: before.amount,
    currency: before.currency,
    source: before.id,
    type: 'adjustment',
    category: 'dispute_reversal',
    now,
    available: true,
    description: `Chargeback reversal for ${before.charge}`,
  })
  const won: Dispute = {
    ...before,
    status: 'won',
    is_charge_refundable: true,
    balance_transactions: [...before.balance_transactions, reversal.id],
  }
  await work.update('dispute', before, won, 'charge.dispute.closed')
  await work.emit('charge.dispute.funds_reinstated', won)
  return won
}

/** What Stripe's documentation names as the evidence that decides a dispute in test mode. */
const deciding: Record<string, 'lost' | 'won'> = { winning_evidence: 'won', losing_evidence: 'lost' }

/** Stages evidence, or sends it to the bank; its free text then decides. @throws StripeError 400 after an answer */
export async function answerDispute(
  work: Work,
  before: Dispute,
  answer: { evidence: Partial<DisputeEvidence> | null; submit: boolean; metadata: Dispute['metadata'] },
  now: number,
): Promise<Dispute> {
  const { evidence, submit, metadata } = answer
  if (evidence === null)
    return await work.update('dispute', before, { ...before, metadata }, 'charge.dispute.updated')
  requireUnanswered(before)
  const merged: DisputeEvidence = { ...before.evidence, ...evidence }
  const details = before.evidence_details
  const next: Dispute = {
    ...before,
    metadata,
    evidence: merged,
    status: submit ? 'under_review' : before.status,
    evidence_details: {
      ...details,
      has_evidence: textFields.some((name) => merged[name] !== null),
      submission_count: details.submission_count + (submit ? 1 : 0),
      submission_method: submit ? 'manual' : details.submission_method,
    },
  }
  const updated = await work.update('dispute', before, next, 'charge.dispute.updated')
  if (!submit) return updated
  await work.clearTimer(before.id)
  const outcome = deciding[merged.uncategorized_text ?? '']
  return outcome === undefined ? updated : await closeDispute(work, updated, outcome, now)
}

/** @throws StripeError 400 */
export function requireUnanswered(dispute: Dispute): void {
  if (dispute.status !== 'needs_response')
    throw invalid(
      `This dispute does not wait for a response: its status is ${dispute.status}.`,
      undefined,
      'dispute_unexpected_state',
    )
}

/** A dispute that nobody answered in time is lost. */
export async function expireDispute(work: Work, id: string, now: number): Promise<void> {
  const before = await work.find('dispute', id)
  if (before?.status !== 'needs_response') return
  const details = { ...before.evidence_details, past_due: true }
  await closeDispute(work, { ...before, evidence_details: details }, 'lost', now)
}
