import type { Tax } from './engine/taxes.ts'
import type { Metadata, Stored } from './model.ts'

export interface CreditLine {
  id: string
  object: 'credit_note_line_item'
  amount: number
  description: string | null
  discount_amount: number
  discount_amounts: { amount: number; discount: string }[]
  invoice_line_item?: string
  livemode: false
  metadata: Metadata
  pretax_credit_amounts: []
  quantity: number | null
  tax_rates: []
  taxes: Tax[]
  type: 'custom_line_item' | 'invoice_line_item'
  unit_amount: number | null
  unit_amount_decimal: string | null
}

export interface CreditNote extends Stored {
  object: 'credit_note'
  amount: number
  customer: string
  currency: string
  invoice: string
  status: 'issued' | 'void'
  type: 'mixed' | 'post_payment' | 'pre_payment'
  pre_payment_amount: number
  post_payment_amount: number
  total: number
  metadata: Metadata
  memo: string | null
  _lines: CreditLine[]
}
