import { sql } from 'drizzle-orm'
import { check, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { invoice } from './billing.ts'
import { amountMinor, createdAt, exactDecimal, id, instant } from './columns.ts'
import { topUp } from './credit.ts'
import { workspace } from './workspace.ts'

const owner = () =>
  text('workspace_id')
    .notNull()
    .references(() => workspace.id)
const invoiceId = () => text('invoice_id').references(() => invoice.id)

/** What came in for an invoice at Stripe, and what Stripe kept of it. */
export const payment = pgTable(
  'payment',
  {
    id: id(),
    workspaceId: owner(),
    invoiceId: invoiceId().notNull(),
    stripePaymentIntentId: text('stripe_payment_intent_id').notNull().unique(),
    currency: text('currency').notNull(),
    amountMinor: amountMinor('amount_minor').notNull(),
    /** Null until Stripe says. Of the currency that Stripe settles in, which may be another. */
    feeMinor: amountMinor('fee_minor'),
    feeCurrency: text('fee_currency'),
    paidAt: instant('paid_at').notNull(),
  },
  (t) => [index('payment_invoice').on(t.invoiceId), index('payment_workspace').on(t.workspaceId)],
)

export type CreditNoteLine = {
  description: string
  amountMinor: string
  taxMinor: string
  stripeLineId: string | null
}

/** Our mirror of Stripe's credit note: the only way in which a finalised invoice is corrected. */
export const creditNote = pgTable(
  'credit_note',
  {
    id: id(),
    workspaceId: owner(),
    invoiceId: invoiceId().notNull(),
    stripeCreditNoteId: text('stripe_credit_note_id').notNull().unique(),
    number: text('number').notNull(),
    status: text('status').$type<'issued' | 'void'>().notNull(),
    reason: text('reason'),
    /** Ours, of one that was asked for here. */
    reference: text('reference').unique(),
    memo: text('memo').notNull().default(''),
    currency: text('currency').notNull(),
    totalMinor: amountMinor('total_minor').notNull(),
    taxMinor: amountMinor('tax_minor').notNull(),
    /** Forgiven of what was not paid yet. */
    forgivenMinor: amountMinor('forgiven_minor').notNull(),
    refundedMinor: amountMinor('refunded_minor').notNull(),
    /** Kept at Stripe for the customer's next invoices. */
    balanceMinor: amountMinor('balance_minor').notNull(),
    /** Given back outside of Stripe. */
    outsideMinor: amountMinor('outside_minor').notNull(),
    lines: jsonb('lines').$type<CreditNoteLine[]>().notNull(),
    issuedAt: instant('issued_at').notNull(),
    voidedAt: instant('voided_at'),
  },
  (t) => [
    index('credit_note_invoice').on(t.invoiceId),
    index('credit_note_workspace').on(t.workspaceId, t.issuedAt),
    check(
      'credit_note_parts',
      sql`total_minor = forgiven_minor + refunded_minor + balance_minor + outside_minor`,
    ),
  ],
)

export type RefundStatus = 'pending' | 'requires_action' | 'succeeded' | 'failed' | 'canceled'

/** Money that went back, of an invoice or of a top-up. */
export const refund = pgTable(
  'refund',
  {
    id: id(),
    workspaceId: owner(),
    invoiceId: invoiceId(),
    topUpId: text('top_up_id').references(() => topUp.id),
    stripeRefundId: text('stripe_refund_id').notNull().unique(),
    stripePaymentIntentId: text('stripe_payment_intent_id').notNull(),
    status: text('status').$type<RefundStatus>().notNull(),
    reason: text('reason'),
    currency: text('currency').notNull(),
    amountMinor: amountMinor('amount_minor').notNull(),
    /** The part that credit notes explain. */
    creditedMinor: amountMinor('credited_minor').notNull().default(sql`0`),
    /** Of a top-up: what was still in the wallet and was taken back. */
    takenBack: exactDecimal('taken_back').notNull().default('0'),
    issuedAt: instant('issued_at').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    index('refund_invoice').on(t.invoiceId),
    index('refund_top_up').on(t.topUpId),
    index('refund_workspace').on(t.workspaceId, t.issuedAt),
    check('refund_amounts', sql`amount_minor > 0 and taken_back between 0 and amount_minor`),
  ],
)

export type DisputeStatus =
  | 'needs_response'
  | 'under_review'
  | 'won'
  | 'lost'
  | 'warning_needs_response'
  | 'warning_under_review'
  | 'warning_closed'
  | 'appeal_needs_response'
  | 'appeal_under_review'
  | 'prevented'

/** A payment that its bank takes back, or asks about: Stripe's dispute. */
export const dispute = pgTable(
  'dispute',
  {
    id: id(),
    workspaceId: owner(),
    invoiceId: invoiceId(),
    topUpId: text('top_up_id').references(() => topUp.id),
    stripeDisputeId: text('stripe_dispute_id').notNull().unique(),
    stripePaymentIntentId: text('stripe_payment_intent_id').notNull(),
    status: text('status').$type<DisputeStatus>().notNull(),
    reason: text('reason').notNull(),
    currency: text('currency').notNull(),
    amountMinor: amountMinor('amount_minor').notNull(),
    withdrawnMinor: amountMinor('withdrawn_minor').notNull(),
    reinstatedMinor: amountMinor('reinstated_minor').notNull(),
    withdrawnAt: instant('withdrawn_at'),
    reinstatedAt: instant('reinstated_at'),
    /** Of the currency that Stripe settles in, which may be another. */
    feeMinor: amountMinor('fee_minor'),
    feeCurrency: text('fee_currency'),
    /** Of a top-up: what was still in the wallet and was taken back. */
    takenBack: exactDecimal('taken_back').notNull().default('0'),
    evidenceDueAt: instant('evidence_due_at'),
    openedAt: instant('opened_at').notNull(),
    /** When the operators were written to. */
    toldAt: instant('told_at'),
    createdAt: createdAt(),
  },
  (t) => [
    index('dispute_invoice').on(t.invoiceId),
    index('dispute_workspace').on(t.workspaceId, t.openedAt),
    check('dispute_amounts', sql`amount_minor > 0 and withdrawn_minor >= 0 and reinstated_minor >= 0`),
  ],
)
