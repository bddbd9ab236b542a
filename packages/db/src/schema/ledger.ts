import { sql } from 'drizzle-orm'
import { check, index, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { createdAt, exactDecimal, id, instant } from './columns.ts'
import { workspace } from './workspace.ts'

const owner = () =>
  text('workspace_id')
    .notNull()
    .references(() => workspace.id)

export type LedgerAccountKind =
  | 'receivable'
  | 'cash'
  | 'wallet'
  | 'tax_payable'
  | 'revenue_subscription'
  | 'revenue_usage'
  | 'revenue_services'
  | 'revenue_ads'
  | 'revenue_other'
  | 'revenue_voided'
  | 'revenue_credited'
  | 'revenue_discounts'
  | 'revenue_refunded'
  | 'revenue_disputed'
  | 'revenue_expired_credit'
  | 'expense_promotions'
  | 'expense_stripe_fees'
  | 'expense_dispute_fees'
  | 'expense_bad_debt'

/** One account per workspace, kind and currency; the house's own figure is the sum over the workspaces. */
export const ledgerAccount = pgTable(
  'ledger_account',
  {
    id: id(),
    workspaceId: owner(),
    kind: text('kind').$type<LedgerAccountKind>().notNull(),
    currency: text('currency').notNull(),
    createdAt: createdAt(),
  },
  (t) => [uniqueIndex('ledger_account_identity').on(t.workspaceId, t.kind, t.currency)],
)

export type LedgerTransactionKind =
  | 'invoice_finalized'
  | 'invoice_paid'
  | 'invoice_voided'
  | 'invoice_written_off'
  | 'credit_note'
  | 'refund'
  | 'stripe_fee'
  | 'dispute_withdrawn'
  | 'dispute_reinstated'
  | 'dispute_fee'
  | 'top_up'
  | 'credit_granted'
  | 'credit_consumed'
  | 'credit_expired'

/** One movement of money with its cause; append-only. Its entries sum to zero in each currency, or it is refused. */
export const ledgerTransaction = pgTable(
  'ledger_transaction',
  {
    id: id(),
    workspaceId: owner(),
    kind: text('kind').$type<LedgerTransactionKind>().notNull(),
    /** A cause is posted once. */
    idempotencyKey: text('idempotency_key').notNull().unique(),
    /** What it was posted for: our id of an invoice, a grant, a charge; Stripe's of a refund. */
    sourceId: text('source_id').notNull(),
    description: text('description').notNull(),
    at: instant('at').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    index('ledger_transaction_workspace').on(t.workspaceId, t.at),
    index('ledger_transaction_source').on(t.sourceId),
    index('ledger_transaction_at').on(t.at),
  ],
)

export const ledgerEntry = pgTable(
  'ledger_entry',
  {
    id: id(),
    workspaceId: owner(),
    transactionId: text('transaction_id')
      .notNull()
      .references(() => ledgerTransaction.id),
    accountId: text('account_id')
      .notNull()
      .references(() => ledgerAccount.id),
    currency: text('currency').notNull(),
    /** Minor units, exact: a debit is above zero, a credit below. */
    amount: exactDecimal('amount').notNull(),
    place: integer('place').notNull(),
  },
  (t) => [
    index('ledger_entry_transaction').on(t.transactionId),
    index('ledger_entry_account').on(t.accountId),
    index('ledger_entry_workspace').on(t.workspaceId),
    check('ledger_entry_amount', sql`amount <> 0`),
  ],
)
