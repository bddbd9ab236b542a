import { formatDecimal, parseDecimal } from '@assay/billing'
import { type LedgerAccountKind, type LedgerTransactionKind, type Tx, tables } from '@assay/db'
import { and, eq, sql } from 'drizzle-orm'
import { type Movement, postLedger } from './post.ts'

type InvoiceRow = typeof tables.invoice.$inferSelect

const revenueOf: Record<string, LedgerAccountKind> = {
  base: 'revenue_subscription',
  proration: 'revenue_subscription',
  usage: 'revenue_usage',
  services: 'revenue_services',
}

/** What an invoice's lines earn; tax and discounts, which have no line, are the rest of its total. */
const finalised = async (tx: Tx, row: InvoiceRow): Promise<Movement[]> => {
  const { invoiceLine } = tables
  const lines = await tx
    .select({ kind: invoiceLine.kind, amount: invoiceLine.amountMinor })
    .from(invoiceLine)
    .where(eq(invoiceLine.invoiceId, row.id))
  const earned = lines.map(
    ({ kind, amount }): Movement => [revenueOf[kind] ?? 'revenue_other', (-amount).toString()],
  )
  const rest = row.totalMinor - lines.reduce((sum, { amount }) => sum + amount, 0n)
  return [['receivable', row.totalMinor.toString()], ...earned, ['revenue_other', (-rest).toString()]]
}

type Step = { kind: LedgerTransactionKind; at: Date; movements: Movement[] }

/** What the ledger has to say of an invoice in this state, cause by cause. */
const stepsOf = async (tx: Tx, row: InvoiceRow, now: Date): Promise<Step[]> => {
  if (row.finalizedAt === null) return []
  const paid = row.amountPaidMinor
  const open = row.totalMinor > paid ? row.totalMinor - paid : 0n
  const closing = (ended: boolean, account: LedgerAccountKind): Movement[] =>
    ended
      ? [
          [account, open.toString()],
          ['receivable', (-open).toString()],
        ]
      : []
  return [
    { kind: 'invoice_finalized', at: row.finalizedAt, movements: await finalised(tx, row) },
    {
      kind: 'invoice_paid',
      at: row.paidAt ?? now,
      movements: [
        ['cash', paid.toString()],
        ['receivable', (-paid).toString()],
      ],
    },
    { kind: 'invoice_voided', at: now, movements: closing(row.status === 'void', 'revenue_voided') },
    {
      kind: 'invoice_written_off',
      at: now,
      movements: closing(row.status === 'uncollectible', 'expense_bad_debt'),
    },
  ]
}

type Posted = { kind: LedgerTransactionKind; account: LedgerAccountKind; amount: string; times: number }

const postedOf = async (tx: Tx, sourceId: string): Promise<Posted[]> => {
  const { ledgerTransaction, ledgerEntry, ledgerAccount } = tables
  return tx
    .select({
      kind: ledgerTransaction.kind,
      account: ledgerAccount.kind,
      amount: sql<string>`trim_scale(sum(${ledgerEntry.amount}))::text`,
      times: sql<number>`(select count(*)::int from ledger_transaction t
        where t.source_id = ${sourceId} and t.kind = ${ledgerTransaction.kind})`,
    })
    .from(ledgerEntry)
    .innerJoin(ledgerTransaction, eq(ledgerTransaction.id, ledgerEntry.transactionId))
    .innerJoin(ledgerAccount, eq(ledgerAccount.id, ledgerEntry.accountId))
    .where(and(eq(ledgerTransaction.sourceId, sourceId)))
    .groupBy(ledgerTransaction.kind, ledgerAccount.kind)
}

const descriptions: Partial<Record<LedgerTransactionKind, string>> = {
  invoice_finalized: 'finalised',
  invoice_paid: 'paid',
  invoice_voided: 'voided',
  invoice_written_off: 'written off',
}

/**
 * Brings the ledger to what the invoice says now, in the transaction that changes it: the difference to what is
 * posted already is posted, so that any number and order of notices ends in the same sums, and a payment after a
 * write-off takes the write-off back.
 */
export const postInvoice = async (tx: Tx, invoiceId: string, now: Date): Promise<void> => {
  const { invoice } = tables
  const [row] = await tx.select().from(invoice).where(eq(invoice.id, invoiceId)).for('update')
  if (!row) return
  const steps = await stepsOf(tx, row, now)
  if (steps.length === 0) return
  const posted = await postedOf(tx, row.id)
  for (const step of steps) {
    const own = posted.filter(({ kind }) => kind === step.kind)
    // An older row of the ledger may have been rounded to another line; only what differs is moved.
    const taken = own.map(({ account, amount }): Movement => [account, formatDecimal(-parseDecimal(amount))])
    await postLedger(tx, {
      workspaceId: row.workspaceId,
      kind: step.kind,
      key: `${row.id} ${step.kind} ${(own[0]?.times ?? 0) + 1}`,
      sourceId: row.id,
      description: `Invoice ${row.number ?? row.id} ${descriptions[step.kind] ?? ''}`.trim(),
      at: step.at,
      currency: row.currency,
      movements: [...step.movements, ...taken],
    })
  }
}
