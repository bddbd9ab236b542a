import type { Metadata, Stored } from './model.ts'

export interface QuoteLine {
  id: string
  price: string
  quantity: number
  taxRates?: string[]
}

export interface Quote extends Stored {
  object: 'quote'
  amount_subtotal: number
  amount_total: number
  collection_method: 'charge_automatically' | 'send_invoice'
  currency: string | null
  customer: string | null
  description: string | null
  discounts: string[]
  default_tax_rates: string[]
  expires_at: number
  footer: string | null
  header: string | null
  invoice: string | null
  invoice_settings: { days_until_due: number | null; [field: string]: unknown }
  metadata: Metadata
  number: string | null
  status: 'accepted' | 'canceled' | 'draft' | 'open'
  status_transitions: { accepted_at: number | null; canceled_at: number | null; finalized_at: number | null }
  subscription: string | null
  subscription_data: {
    description: string | null
    effective_date: number | null
    trial_period_days: number | null
    metadata: Metadata | null
    billing_mode: { type: 'classic' }
  }
  test_clock: string | null
  _lines: QuoteLine[]
}
