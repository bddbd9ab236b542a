import type { EvidenceField } from './engine/dispute.ts'
import type { Metadata, Stored } from './model.ts'

export interface PaymentIntent extends Stored {
  object: 'payment_intent'
  amount: number
  amount_capturable: number
  amount_received: number
  application_fee_amount: number | null
  capture_method: 'automatic' | 'automatic_async' | 'manual'
  currency: string
  customer: string | null
  description: string | null
  latest_charge: string | null
  metadata: Metadata
  next_action: Record<string, unknown> | null
  payment_method: string | null
  setup_future_usage: 'off_session' | 'on_session' | null
  status:
    | 'canceled'
    | 'processing'
    | 'requires_action'
    | 'requires_capture'
    | 'requires_confirmation'
    | 'requires_payment_method'
    | 'succeeded'
  transfer_data: { destination: string; amount?: number } | null
  transfer_group: string | null
  on_behalf_of: string | null
  _invoice?: string
  _session?: string
  /** Where the payer goes after a challenge. */
  _return_url?: string
}

export interface SetupIntent extends Stored {
  object: 'setup_intent'
  customer: string | null
  payment_method: string | null
  metadata: Metadata
  status: 'canceled' | 'requires_action' | 'requires_confirmation' | 'requires_payment_method' | 'succeeded'
  _return_url?: string
}

export interface Charge extends Stored {
  object: 'charge'
  amount: number
  amount_captured: number
  amount_refunded: number
  application_fee: string | null
  application_fee_amount: number | null
  balance_transaction: string | null
  captured: boolean
  currency: string
  customer: string | null
  disputed: boolean
  metadata: Metadata
  paid: boolean
  payment_intent: string | null
  refunded: boolean
  status: 'failed' | 'pending' | 'succeeded'
  transfer?: string
}

export interface Refund extends Stored {
  object: 'refund'
  amount: number
  balance_transaction: string | null
  charge: string
  currency: string
  metadata: Metadata
  payment_intent: string | null
  status: 'canceled' | 'failed' | 'pending' | 'requires_action' | 'succeeded'
}

export type DisputeEvidence = Record<EvidenceField, string | null> & { enhanced_evidence: object }

export interface Dispute extends Stored {
  object: 'dispute'
  amount: number
  /** Ids; the API shows the objects. */
  balance_transactions: string[]
  charge: string
  currency: string
  evidence: DisputeEvidence
  evidence_details: {
    due_by: number | null
    enhanced_eligibility: object
    has_evidence: boolean
    past_due: boolean
    submission_count: number
    submission_method: 'manual' | 'not_submitted'
  }
  is_charge_refundable: boolean
  metadata: Metadata
  payment_intent: string | null
  reason: string
  status: 'lost' | 'needs_response' | 'under_review' | 'won'
}

export interface BalanceTransaction extends Stored {
  object: 'balance_transaction'
  amount: number
  available_on: number
  currency: string
  fee: number
  net: number
  source: string
  type: string
}
