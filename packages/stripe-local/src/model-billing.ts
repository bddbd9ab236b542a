import type { Metadata, Stored } from './model.ts'

export interface Feature extends Stored {
  object: 'entitlements.feature'
  active: boolean
  lookup_key: string
  metadata: Metadata
  name: string
}

/** A feature that comes with a product. */
export interface ProductFeature extends Stored {
  object: 'product_feature'
  _feature: string
  _product: string
}

export interface CreditGrant extends Stored {
  object: 'billing.credit_grant'
  amount: { monetary: { currency: string; value: number }; type: 'monetary' }
  applicability_config: { scope: { price_type?: 'metered'; prices?: { id: string }[] } }
  category: 'paid' | 'promotional'
  customer: string
  effective_at: number | null
  expires_at: number | null
  metadata: Metadata
  name: string | null
  priority: number | null
  updated: number
  voided_at: number | null
  test_clock: string | null
  /** What is left of it, in minor units. */
  _left: number
}

/** One entry of a grant's ledger. */
export interface CreditMovement extends Stored {
  object: 'billing.credit_balance_transaction'
  credit_grant: string
  type: 'credit' | 'debit'
  effective_at: number
  _customer: string
  _amount: number
  _invoice: string | null
}
