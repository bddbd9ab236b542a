import { type Tx, tables } from '@assay/db'
import { asc, desc, eq } from 'drizzle-orm'
import { z } from 'zod'
import { invoiceDetail } from '../billing/invoice-reads.ts'
import { inWorkspace, type OperatorCtx, type WorkspaceCtx } from '../core/context.ts'
import { disputesOf } from '../dispute/reads.ts'
import { NotFound } from '../errors/index.ts'
import type { CreditNoteView, OperatorInvoiceDetail, RefundView } from '../views.ts'
import { closeInvoiceInput } from './close-invoice.ts'
import { correctableMinor } from './correct-invoice.ts'

const presentCreditNote = (row: typeof tables.creditNote.$inferSelect): CreditNoteView => ({
  id: row.id,
  number: row.number,
  status: row.status,
  reason: row.reason,
  memo: row.memo,
  currency: row.currency,
  totalMinor: row.totalMinor.toString(),
  taxMinor: row.taxMinor.toString(),
  forgivenMinor: row.forgivenMinor.toString(),
  refundedMinor: row.refundedMinor.toString(),
  balanceMinor: row.balanceMinor.toString(),
  outsideMinor: row.outsideMinor.toString(),
  lines: row.lines.map(({ description, amountMinor, taxMinor }) => ({ description, amountMinor, taxMinor })),
  issuedAt: row.issuedAt,
})

const creditNotesOf = async (tx: Tx, invoiceId: string): Promise<CreditNoteView[]> => {
  const { creditNote } = tables
  const rows = await tx
    .select()
    .from(creditNote)
    .where(eq(creditNote.invoiceId, invoiceId))
    .orderBy(asc(creditNote.issuedAt), asc(creditNote.id))
  return rows.map(presentCreditNote)
}

const refundsOf = async (tx: Tx, invoiceId: string): Promise<RefundView[]> => {
  const { refund } = tables
  const rows = await tx
    .select()
    .from(refund)
    .where(eq(refund.invoiceId, invoiceId))
    .orderBy(asc(refund.issuedAt), asc(refund.id))
  return rows.map((row) => ({
    id: row.id,
    status: row.status,
    reason: row.reason,
    currency: row.currency,
    amountMinor: row.amountMinor.toString(),
    issuedAt: row.issuedAt,
  }))
}

export const correctionsInput = z.strictObject({ invoiceId: z.string().max(64) })

/** What was given back of one of the workspace's own invoices. */
export const listCorrections = (
  ctx: WorkspaceCtx,
  input: z.input<typeof correctionsInput>,
): Promise<{ creditNotes: CreditNoteView[]; refunds: RefundView[] }> => {
  const { invoiceId } = correctionsInput.parse(input)
  const { invoice } = tables
  return inWorkspace(ctx, 'viewer', async (tx) => {
    const [found] = await tx.select({ id: invoice.id }).from(invoice).where(eq(invoice.id, invoiceId))
    if (!found) throw new NotFound('invoice', invoiceId)
    return { creditNotes: await creditNotesOf(tx, invoiceId), refunds: await refundsOf(tx, invoiceId) }
  })
}

/** An invoice of any tenant, with its payments and all that corrected it. */
export const getInvoiceAsOperator = (
  ctx: OperatorCtx,
  input: z.input<typeof closeInvoiceInput>,
): Promise<OperatorInvoiceDetail> => {
  const { invoiceId } = closeInvoiceInput.parse(input)
  const { invoice, payment, workspace } = tables
  return ctx.dbs.platform.transaction(async (tx) => {
    const [found] = await tx
      .select({ invoice, workspaceName: workspace.name })
      .from(invoice)
      .innerJoin(workspace, eq(workspace.id, invoice.workspaceId))
      .where(eq(invoice.id, invoiceId))
    if (!found) throw new NotFound('invoice', invoiceId)
    const payments = await tx
      .select()
      .from(payment)
      .where(eq(payment.invoiceId, invoiceId))
      .orderBy(desc(payment.paidAt))
    return {
      ...(await invoiceDetail(tx, found.invoice)),
      workspaceId: found.invoice.workspaceId,
      workspaceName: found.workspaceName,
      correctableMinor: correctableMinor(found.invoice).toString(),
      creditNotes: await creditNotesOf(tx, invoiceId),
      refunds: await refundsOf(tx, invoiceId),
      disputes: await disputesOf(ctx.stripe, tx, invoiceId),
      payments: payments.map((row) => ({
        id: row.id,
        currency: row.currency,
        amountMinor: row.amountMinor.toString(),
        feeMinor: row.feeMinor?.toString() ?? null,
        feeCurrency: row.feeCurrency,
        paidAt: row.paidAt,
      })),
    }
  })
}
