import { type LedgerAccountKind, type Tx, tables } from '@assay/db'
import { and, eq, sql } from 'drizzle-orm'
import { bringLedger, type Step } from './bring.ts'
import type { Movement } from './post.ts'

type InvoiceRow = typeof tables.invoice.$inferSelect

const accountOf: Record<string, LedgerAccountKind> = {
  base: 'revenue_subscription',
  proration: 'revenue_subscription',
  usage: 'revenue_usage',
  services: 'revenue_services',
  ads: 'revenue_ads',
  tax: 'tax_payable',
}

/**
 * What an invoice's lines earn, the discounts that lower it, and the taxes, which are owed to the state. What Stripe
 * has no line for, such as its own credits, is the rest of the total.
 */
const finalised = async (tx: Tx, row: InvoiceRow): Promise<Movement[]> => {
  const { invoiceLine } = tables
  const lines = await tx.select().from(invoiceLine).where(eq(invoiceLine.invoiceId, row.id))
  let rest = row.totalMinor
  const earned = lines.flatMap((line): Movement[] => {
    const net = line.amountMinor - line.taxIncludedMinor
    rest -= net - line.discountMinor + line.taxMinor
    return [
      [accountOf[line.kind] ?? 'revenue_other', (-net).toString()],
      ['revenue_discounts', line.discountMinor.toString()],
      ['tax_payable', (-line.taxMinor).toString()],
    ]
  })
  return [['receivable', row.totalMinor.toString()], ...earned, ['revenue_other', (-rest).toString()]]
}

/**
 * What was still open of a voided invoice, and the tax that credit notes had not taken off it yet. What the customer's
 * balance had paid towards it goes back to the balance.
 */
const voided = async (tx: Tx, row: InvoiceRow): Promise<Movement[]> => {
  const { invoiceLine, creditNote } = tables
  const [taxed] = await tx
    .select({
      minor: sql<string>`coalesce(sum(case ${invoiceLine.kind} when 'tax' then ${invoiceLine.amountMinor}
        else ${invoiceLine.taxMinor} end), 0)::text`,
    })
    .from(invoiceLine)
    .where(eq(invoiceLine.invoiceId, row.id))
  const [credited] = await tx
    .select({ minor: sql<string>`coalesce(sum(${creditNote.taxMinor}), 0)::text` })
    .from(creditNote)
    .where(and(eq(creditNote.invoiceId, row.id), eq(creditNote.status, 'issued')))
  const open = row.totalMinor - row.amountPaidMinor - row.forgivenMinor
  const tax = BigInt(taxed?.minor ?? '0') - BigInt(credited?.minor ?? '0')
  return [
    ['receivable', (-open).toString()],
    ['tax_payable', tax.toString()],
    ['revenue_voided', (open - tax).toString()],
  ]
}

/** What the ledger has to say of an invoice in this state, cause by cause. */
const stepsOf = async (tx: Tx, row: InvoiceRow, now: Date): Promise<Step[]> => {
  if (row.finalizedAt === null) return []
  const paid = row.amountPaidMinor
  const name = `Invoice ${row.number ?? row.id}`
  const lost = row.status === 'uncollectible' ? row.amountDueMinor - paid : 0n
  return [
    {
      kind: 'invoice_finalized',
      at: row.finalizedAt,
      description: `${name} finalised`,
      movements: await finalised(tx, row),
    },
    {
      kind: 'invoice_paid',
      at: row.paidAt ?? now,
      description: `${name} paid`,
      movements: [
        ['cash', paid.toString()],
        ['receivable', (-paid).toString()],
      ],
    },
    {
      kind: 'invoice_voided',
      at: now,
      description: `${name} voided`,
      movements: row.status === 'void' ? await voided(tx, row) : [],
    },
    {
      kind: 'invoice_written_off',
      at: now,
      description: `${name} written off`,
      // Whether its tax may be claimed back is for the accountant: it stays owed here.
      movements: [
        ['expense_bad_debt', lost.toString()],
        ['receivable', (-lost).toString()],
      ],
    },
  ]
}

/**
 * Brings the ledger to what the invoice says now, in the transaction that changes it; a payment after a write-off
 * takes the write-off back.
 */
export const postInvoice = async (tx: Tx, invoiceId: string, now: Date): Promise<void> => {
  const { invoice } = tables
  const [row] = await tx.select().from(invoice).where(eq(invoice.id, invoiceId)).for('update')
  if (row) await bringLedger(tx, row, await stepsOf(tx, row, now))
}
