import { type CreditNoteOrder, creditNoteReasons, type GatewayCreditNote } from '@assay/billing/stripe'
import { tables } from '@assay/db'
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { askingStripe } from '../billing/stripe-errors.ts'
import { writeAudit } from '../core/audit.ts'
import type { OperatorCtx } from '../core/context.ts'
import { plainText } from '../core/page.ts'
import { AssayError, NotFound } from '../errors/index.ts'
import type { CorrectionPreview } from '../views.ts'
import { takeOverCreditNote } from './take-over.ts'

export const previewCorrectionInput = z.strictObject({
  invoiceId: z.string().max(64),
  /** Tax included. */
  amountMinor: z.string().regex(/^[1-9]\d{0,14}$/, 'An amount is a whole number of minor units above zero.'),
  /** Where what was paid goes. What is still unpaid is forgiven first. */
  to: z.enum(['refund', 'balance']),
  reason: z.enum(creditNoteReasons).nullable(),
})

export const correctInvoiceInput = previewCorrectionInput.extend({
  /** The customer reads it on the credit note. */
  memo: z.union([z.literal(''), plainText(500)]),
  /** Made by who asks; with the same one a second request changes nothing. */
  reference: z.uuid(),
})

type InvoiceRow = typeof tables.invoice.$inferSelect

/** What a credit note may still correct: all but what earlier ones took. */
export const correctableMinor = (row: InvoiceRow): bigint => {
  if (row.status !== 'open' && row.status !== 'paid') return 0n
  const unpaid = row.status === 'open' ? row.amountDueMinor - row.amountPaidMinor : 0n
  return unpaid + row.amountPaidMinor - row.givenBackMinor
}

export const requireInvoice = async (ctx: OperatorCtx, id: string): Promise<InvoiceRow> => {
  const [row] = await ctx.dbs.platform.select().from(tables.invoice).where(eq(tables.invoice.id, id))
  if (!row) throw new NotFound('invoice', id)
  return row
}

const orderFor = (
  row: InvoiceRow,
  input: z.output<typeof previewCorrectionInput>,
  memo: string,
): CreditNoteOrder => {
  if (row.status !== 'open' && row.status !== 'paid')
    throw new AssayError(
      'conflict',
      `A credit note corrects an open or paid invoice; this one is ${row.status}.`,
      { param: 'invoiceId' },
    )
  const amountMinor = BigInt(input.amountMinor)
  const most = correctableMinor(row)
  if (amountMinor > most)
    throw new AssayError(
      'invalid_request',
      `At most ${most} minor units of this invoice can still be corrected. Enter a smaller amount.`,
      { param: 'amountMinor' },
    )
  return { invoiceId: row.stripeInvoiceId, amountMinor, to: input.to, reason: input.reason, memo }
}

const presentPreview = (note: GatewayCreditNote): CorrectionPreview => ({
  currency: note.currency,
  totalMinor: note.totalMinor.toString(),
  taxMinor: note.taxMinor.toString(),
  forgivenMinor: note.forgivenMinor.toString(),
  refundedMinor: note.refundedMinor.toString(),
  balanceMinor: note.balanceMinor.toString(),
  lines: note.lines.map((line) => ({
    description: line.description,
    amountMinor: line.amountMinor.toString(),
    taxMinor: line.taxMinor.toString(),
  })),
})

/** What a correction would give back, line by line as Stripe counts it; nothing is written. */
export const previewCorrection = async (
  ctx: OperatorCtx,
  input: z.input<typeof previewCorrectionInput>,
): Promise<CorrectionPreview> => {
  const asked = previewCorrectionInput.parse(input)
  const order = orderFor(await requireInvoice(ctx, asked.invoiceId), asked, '')
  return presentPreview(await askingStripe(() => ctx.stripe.previewCreditNote(order)))
}

/**
 * Corrects a finalised invoice, all of it or a part, by a credit note: what is unpaid is forgiven, what was paid goes
 * back to the card or to the next invoices. Under one reference there is one credit note.
 */
export const correctInvoice = async (
  ctx: OperatorCtx,
  input: z.input<typeof correctInvoiceInput>,
): Promise<{ creditNoteId: string }> => {
  const { reference, memo, ...asked } = correctInvoiceInput.parse(input)
  const row = await requireInvoice(ctx, asked.invoiceId)
  const [done] = await ctx.dbs.platform
    .select({ id: tables.creditNote.id })
    .from(tables.creditNote)
    .where(and(eq(tables.creditNote.reference, reference), eq(tables.creditNote.invoiceId, row.id)))
  if (done) return { creditNoteId: done.id }
  const note = await askingStripe(() =>
    ctx.stripe.createCreditNote({ ...orderFor(row, asked, memo), reference }),
  )
  return ctx.dbs.platform.transaction(async (tx) => {
    const creditNoteId = await takeOverCreditNote(ctx, tx, note.id)
    if (creditNoteId === null) throw new NotFound('invoice', row.id)
    await writeAudit(
      tx,
      { actor: ctx.actor, workspaceId: row.workspaceId },
      'invoice.corrected',
      { type: 'invoice', id: row.id },
      { creditNoteId, reference, amountMinor: asked.amountMinor, to: asked.to, reason: asked.reason },
    )
    return { creditNoteId }
  })
}
