import type { Metadata, Stored } from './model.ts'

export interface Coupon extends Stored {
  object: 'coupon'
  amount_off: number | null
  currency: string | null
  duration: 'forever' | 'once' | 'repeating'
  duration_in_months: number | null
  max_redemptions: number | null
  metadata: Metadata
  name: string | null
  percent_off: number | null
  redeem_by: number | null
  times_redeemed: number
  deleted?: true
  /** The only products it discounts; null for all. */
  _products: string[] | null
  _currency_options: Record<string, { amount_off: number }>
}

export interface PromotionCode extends Stored {
  object: 'promotion_code'
  active: boolean
  code: string
  customer: string | null
  expires_at: number | null
  max_redemptions: number | null
  metadata: Metadata
  promotion: { coupon: string; type: 'coupon' }
  restrictions: {
    first_time_transaction: boolean
    minimum_amount: number | null
    minimum_amount_currency: string | null
  }
  times_redeemed: number
}

/** A coupon at work on a subscription, an item or an invoice. */
export interface Discount extends Stored {
  object: 'discount'
  customer: string | null
  end: number | null
  start: number
  invoice: string | null
  invoice_item: string | null
  promotion_code: string | null
  source: { coupon: string; type: 'coupon' }
  subscription: string | null
  subscription_item: string | null
}

export interface TaxRate extends Stored {
  object: 'tax_rate'
  active: boolean
  display_name: string
  inclusive: boolean
  percentage: number
  metadata: Metadata
}
