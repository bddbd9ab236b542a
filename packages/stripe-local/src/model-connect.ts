import type { Metadata, Stored } from './model.ts'

export interface Account extends Stored {
  object: 'account'
  type: 'custom' | 'express' | 'none' | 'standard'
  email: string | null
  capabilities: Record<string, 'active' | 'inactive'>
  charges_enabled: boolean
  details_submitted: boolean
  payouts_enabled: boolean
  metadata: Metadata
  deleted?: true
}

export interface ApplicationFee extends Stored {
  object: 'application_fee'
  /** The connected account that paid it. */
  account: string
  amount: number
  amount_refunded: number
  charge: string
  currency: string
  refunded: boolean
}

export interface Transfer extends Stored {
  object: 'transfer'
  amount: number
  amount_reversed: number
  currency: string
  destination: string
  destination_payment: string
  metadata: Metadata
  reversed: boolean
  source_transaction: string | null
  transfer_group: string | null
}
