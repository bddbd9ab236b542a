import type { Metadata, Stored, Subscription } from './model.ts'

export interface CheckoutSession extends Stored {
  object: 'checkout.session'
  mode: 'payment' | 'setup' | 'subscription'
  status: 'complete' | 'expired' | 'open'
  payment_status: 'no_payment_required' | 'paid' | 'unpaid'
  allow_promotion_codes: boolean | null
  amount_subtotal: number | null
  amount_total: number | null
  cancel_url: string | null
  currency: string | null
  customer: string | null
  customer_creation: 'always' | 'if_required' | null
  customer_email: string | null
  discounts: { coupon: string | null; promotion_code: string | null }[]
  expires_at: number
  invoice: string | null
  metadata: Metadata
  payment_intent: string | null
  payment_method_collection: 'always' | 'if_required' | null
  setup_intent: string | null
  subscription: string | null
  success_url: string
  total_details: { amount_discount: number; amount_shipping: number; amount_tax: number } | null
  _items: { id: string; price: string; quantity: number; taxRates?: string[] }[]
  _subscription_data: {
    metadata: Metadata
    description: string | null
    trial_period_days: number | null
    missingPaymentMethod?: Subscription['trial_settings']['end_behavior']['missing_payment_method']
    taxRates?: string[]
    transfer?: { application_fee_percent?: unknown; on_behalf_of?: unknown; transfer_data?: unknown }
  }
  _payment_data?: {
    description: string | null
    metadata: Metadata
    capture_method: 'automatic' | 'manual'
    setup_future_usage: 'off_session' | 'on_session' | null
    application_fee_amount: number | null
    transfer_data: { destination: string; amount?: number } | null
    on_behalf_of: string | null
    transfer_group: string | null
  }
  _setup_data?: { description: string | null; metadata: Metadata }
  /** A card that waits for its 3DS challenge. */
  _pending_payment_method: string | null
}
