import type { Tax } from './engine/taxes.ts'
import type { CreditGrant, CreditMovement, Feature, ProductFeature } from './model-billing.ts'
import type { CheckoutSession } from './model-checkout.ts'
import type { Account, ApplicationFee, Transfer } from './model-connect.ts'
import type { CreditNote } from './model-credit-note.ts'
import type { Coupon, Discount, PromotionCode, TaxRate } from './model-discounts.ts'
import type {
  BalanceTransaction,
  Charge,
  Dispute,
  PaymentIntent,
  Refund,
  SetupIntent,
} from './model-payments.ts'
import type { Quote } from './model-quote.ts'
import type { SubscriptionSchedule } from './model-schedule.ts'

/**
 * What the store keeps. Fields that the engine reads are typed; the rest of an object's API fields travel in the
 * index signature. Names that begin with an underscore are internal and never leave the process.
 */
export type Metadata = Record<string, string>

export interface Stored {
  id: string
  object: string
  created: number
  [field: string]: unknown
}

export interface Customer extends Stored {
  object: 'customer'
  email: string | null
  name: string | null
  balance: number
  metadata: Metadata
  test_clock: string | null
  invoice_prefix: string
  next_invoice_sequence: number
  invoice_settings: {
    custom_fields: null
    default_payment_method: string | null
    footer: string | null
    rendering_options: null
  }
  deleted?: true
}

export interface Product extends Stored {
  object: 'product'
  name: string
  active: boolean
  default_price: string | null
  metadata: Metadata
}

export interface Tier {
  flat_amount: number | null
  flat_amount_decimal: string | null
  unit_amount: number | null
  unit_amount_decimal: string | null
  up_to: number | null
}

export type Interval = 'day' | 'week' | 'month' | 'year'

export interface Recurring {
  interval: Interval
  interval_count: number
  meter: string | null
  trial_period_days: null
  usage_type: 'licensed' | 'metered'
}

export interface Price extends Stored {
  object: 'price'
  active: boolean
  billing_scheme: 'per_unit' | 'tiered'
  currency: string
  lookup_key: string | null
  metadata: Metadata
  nickname: string | null
  product: string
  recurring: Recurring | null
  tiers_mode: 'graduated' | 'volume' | null
  transform_quantity: { divide_by: number; round: 'up' | 'down' } | null
  type: 'one_time' | 'recurring'
  unit_amount: number | null
  unit_amount_decimal: string | null
  _tiers: Tier[] | null
}

export type CardBehaviour = 'ok' | 'declined' | 'fails_on_charge' | 'needs_authentication'

export interface PaymentMethod extends Stored {
  object: 'payment_method'
  customer: string | null
  billing_details: Record<string, unknown>
  card: { brand: string; last4: string; exp_month: number; exp_year: number; [field: string]: unknown }
  metadata: Metadata
  _behaviour: CardBehaviour
  _decline_code: string | null
  /** The cardholder has passed the 3DS challenge, so that later off-session charges go through. */
  _authenticated: boolean
}

export interface SubscriptionItem {
  id: string
  created: number
  price: string
  quantity: number
  metadata: Metadata
  current_period_start: number
  current_period_end: number
  /** Usage before this instant belongs to an earlier item. */
  usage_from: number
  tax_rates?: string[]
  discounts?: string[]
}

export type SubscriptionStatus =
  | 'active'
  | 'canceled'
  | 'incomplete'
  | 'incomplete_expired'
  | 'past_due'
  | 'paused'
  | 'trialing'
  | 'unpaid'

export type PauseBehavior = 'keep_as_draft' | 'mark_uncollectible' | 'void'

export interface Subscription extends Stored {
  object: 'subscription'
  customer: string
  currency: string
  status: SubscriptionStatus
  billing_cycle_anchor: number
  cancel_at: number | null
  cancel_at_period_end: boolean
  canceled_at: number | null
  ended_at: number | null
  collection_method: 'charge_automatically' | 'send_invoice'
  days_until_due: number | null
  default_payment_method: string | null
  description: string | null
  latest_invoice: string | null
  metadata: Metadata
  start_date: number
  test_clock: string | null
  trial_start: number | null
  trial_end: number | null
  cancellation_details: {
    comment: string | null
    feedback: string | null
    feedback_option: null
    reason: string | null
  }
  discounts: string[]
  pause_collection: { behavior: PauseBehavior; resumes_at: number | null } | null
  schedule: string | null
  trial_settings: {
    end_behavior: {
      billing_cycle_anchor: null
      missing_payment_method: 'cancel' | 'create_invoice' | 'pause'
    }
  }
  _items: SubscriptionItem[]
  _default_tax_rates?: string[]
}

export interface Line {
  id: string
  object: 'line_item'
  amount: number
  currency: string
  description: string | null
  period: { start: number; end: number }
  pricing: {
    type: 'price_details'
    price_details: { price: string; product: string }
    unit_amount_decimal: string | null
  } | null
  quantity: number | null
  quantity_decimal: string | null
  discountable: boolean
  discount_amounts: { amount: number; discount: string }[]
  pretax_credit_amounts: {
    amount: number
    discount?: string
    credit_balance_transaction?: string
    type: 'credit_balance_transaction' | 'discount'
  }[]
  taxes: Tax[]
  metadata: Metadata
  /** The line's own rates; the invoice's default ones when absent. */
  _tax_rates?: string[]
  /** Discounts of this line alone. */
  _discounts?: string[]
  /** Metered lines are summed again when the invoice is finalised. */
  _usage?: { item: string; price: string; from: number; to: number }
  _invoice_item?: string
  [field: string]: unknown
}

export interface Invoice extends Stored {
  object: 'invoice'
  status: 'draft' | 'open' | 'paid' | 'uncollectible' | 'void'
  customer: string
  currency: string
  amount_due: number
  amount_paid: number
  amount_remaining: number
  attempt_count: number
  attempted: boolean
  auto_advance: boolean
  automatically_finalizes_at: number | null
  billing_reason: string
  collection_method: 'charge_automatically' | 'send_invoice'
  default_payment_method: string | null
  due_date: number | null
  number: string | null
  next_payment_attempt: number | null
  period_start: number
  period_end: number
  starting_balance: number
  ending_balance: number | null
  subtotal: number
  total: number
  lines: { object: 'list'; data: Line[]; has_more: boolean; url: string }
  metadata: Metadata
  parent: {
    type: 'quote_details' | 'subscription_details'
    quote_details: { quote: string } | null
    subscription_details: { metadata: Metadata; subscription: string } | null
  } | null
  discounts: string[]
  status_transitions: {
    finalized_at: number | null
    marked_uncollectible_at: number | null
    paid_at: number | null
    voided_at: number | null
  }
  test_clock: string | null
  _default_tax_rates?: string[]
  /** What becomes of an invoice that was made while collection was paused. */
  _paused?: PauseBehavior
  _payment_intent: string | null
}

export interface InvoiceItem extends Stored {
  object: 'invoiceitem'
  amount: number
  currency: string
  customer: string
  date: number
  description: string | null
  invoice: string | null
  metadata: Metadata
  period: { start: number; end: number }
  proration: boolean
  discountable: boolean
  quantity: number
  pricing: Line['pricing']
  _tax_rates?: string[]
  discounts: string[]
  _subscription: string | null
  _subscription_item: string | null
}

export interface Meter extends Stored {
  object: 'billing.meter'
  event_name: string
  display_name: string
  status: 'active' | 'inactive'
  default_aggregation: { formula: 'count' | 'sum' | 'last' }
  customer_mapping: { event_payload_key: string; type: 'by_id' }
  value_settings: { event_payload_key: string }
}

export interface TestClock extends Stored {
  object: 'test_helpers.test_clock'
  frozen_time: number
  name: string | null
  status: 'ready' | 'advancing' | 'internal_failure'
  _target: number | null
}

export interface WebhookEndpoint extends Stored {
  object: 'webhook_endpoint'
  url: string
  enabled_events: string[]
  status: 'enabled' | 'disabled'
  metadata: Metadata
  _secret: string
  /** Hears connected accounts instead of its own. */
  _connect?: boolean
  /** Named when the process was started; hears every account. */
  _given?: boolean
}

export interface ObjectTypes {
  customer: Customer
  product: Product
  price: Price
  payment_method: PaymentMethod
  setup_intent: SetupIntent
  payment_intent: PaymentIntent
  charge: Charge
  refund: Refund
  dispute: Dispute
  balance_transaction: BalanceTransaction
  application_fee: ApplicationFee
  fee_refund: Stored
  transfer: Transfer
  transfer_reversal: Stored
  payout: Stored
  subscription: Subscription
  invoice: Invoice
  invoice_payment: Stored
  invoiceitem: InvoiceItem
  'checkout.session': CheckoutSession
  'billing.meter': Meter
  'test_helpers.test_clock': TestClock
  webhook_endpoint: WebhookEndpoint
  event: Stored
  coupon: Coupon
  promotion_code: PromotionCode
  discount: Discount
  tax_rate: TaxRate
  customer_balance_transaction: Stored
  credit_note: CreditNote
  quote: Quote
  'entitlements.feature': Feature
  product_feature: ProductFeature
  'billing.credit_grant': CreditGrant
  'billing.credit_balance_transaction': CreditMovement
  account: Account
  account_link: Stored
  subscription_schedule: SubscriptionSchedule
  'billing_portal.configuration': Stored
  'billing_portal.session': Stored
}

export type ObjectType = keyof ObjectTypes
