import type { LedgerTransactionView } from './views.ts'

/** Accounts in people's words; the figures of a debit stand first. */
export const accountNames: Record<LedgerTransactionView['entries'][number]['account'], string> = {
  receivable: 'Receivable',
  cash: 'Cash',
  wallet: 'Prepaid credits',
  tax_payable: 'Tax payable',
  revenue_subscription: 'Revenue: plans',
  revenue_usage: 'Revenue: usage',
  revenue_services: 'Revenue: services',
  revenue_ads: 'Revenue: ads',
  revenue_other: 'Revenue: other',
  revenue_voided: 'Revenue: voided',
  revenue_credited: 'Revenue: credited',
  revenue_discounts: 'Revenue: discounts',
  revenue_refunded: 'Revenue: refunded',
  revenue_disputed: 'Revenue: disputed',
  revenue_expired_credit: 'Revenue: expired credits',
  expense_promotions: 'Expense: promotions',
  expense_stripe_fees: 'Expense: Stripe fees',
  expense_dispute_fees: 'Expense: dispute fees',
  expense_bad_debt: 'Expense: bad debt',
}

export const causeNames: Record<LedgerTransactionView['kind'], string> = {
  invoice_finalized: 'Invoice',
  invoice_paid: 'Payment',
  invoice_voided: 'Invoice voided',
  invoice_written_off: 'Written off',
  credit_note: 'Credit note',
  refund: 'Refund',
  stripe_fee: 'Fee',
  dispute_withdrawn: 'Dispute',
  dispute_reinstated: 'Dispute won',
  dispute_fee: 'Dispute fee',
  top_up: 'Top-up',
  credit_granted: 'Credits granted',
  credit_consumed: 'Usage',
  credit_expired: 'Credits expired',
}

export const meterNames: Record<string, string> = {
  predictions: 'Predictions',
  batch_rows: 'Batch rows',
  training_seconds: 'Training seconds',
  storage_gb_hours: 'Stored GB-hours',
}
