import type { DiscountRef } from './engine/discounts.ts'
import type { Metadata, Stored } from './model.ts'

export interface PhaseItem {
  price: string
  quantity: number | null
  metadata: Metadata
  taxRates: string[]
}

export interface Phase {
  start: number
  end: number
  items: PhaseItem[]
  proration: 'always_invoice' | 'create_prorations' | 'none'
  trialEnd: number | null
  discounts: DiscountRef[]
  taxRates: string[]
  currency: string
  collectionMethod: 'charge_automatically' | 'send_invoice' | null
  defaultPaymentMethod: string | null
  description: string | null
  metadata: Metadata
}

export interface SubscriptionSchedule extends Stored {
  object: 'subscription_schedule'
  customer: string
  status: 'active' | 'canceled' | 'completed' | 'not_started' | 'released'
  end_behavior: 'cancel' | 'none' | 'release' | 'renew'
  subscription: string | null
  released_subscription: string | null
  released_at: number | null
  canceled_at: number | null
  completed_at: number | null
  current_phase: { start_date: number; end_date: number } | null
  test_clock: string | null
  metadata: Metadata
  _phases: Phase[]
}
