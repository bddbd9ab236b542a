import type { GatewayCreditNote } from '@assay/billing/stripe'
import { newId, type Tx, tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { bringLedger } from '../ledger/bring.ts'
import type { Movement } from '../ledger/post.ts'
import { settleRefund } from './mirror-refund.ts'

/** What a credit note takes off the revenue and the tax; outside of Stripe it is given back at once. */
const movementsOf = (row: typeof tables.creditNote.$inferSelect): Movement[] => {
  const given = row.totalMinor - row.outsideMinor
  return [
    ['receivable', (-given).toString()],
    ['cash', (-row.outsideMinor).toString()],
    ['revenue_credited', (row.totalMinor - row.taxMinor).toString()],
    ['tax_payable', row.taxMinor.toString()],
  ]
}

/**
 * Takes over a credit note in whatever state it is, under the workspace's billing lock; its refunds are mirrored
 * before it.
 */
export const mirrorCreditNote = async (
  tx: Tx,
  of: { workspaceId: string; invoiceId: string },
  from: GatewayCreditNote,
  now: Date,
): Promise<string> => {
  const { creditNote, refund } = tables
  const state = { status: from.status, memo: from.memo, voidedAt: from.voidedAt }
  const [row] = await tx
    .insert(creditNote)
    .values({
      id: newId('cn'),
      ...of,
      stripeCreditNoteId: from.id,
      number: from.number,
      reason: from.reason,
      reference: from.reference,
      currency: from.currency,
      totalMinor: from.totalMinor,
      taxMinor: from.taxMinor,
      forgivenMinor: from.forgivenMinor,
      refundedMinor: from.refundedMinor,
      balanceMinor: from.balanceMinor,
      outsideMinor: from.outsideMinor,
      lines: from.lines.map(({ description, amountMinor, taxMinor, lineId }) => ({
        description,
        amountMinor: amountMinor.toString(),
        taxMinor: taxMinor.toString(),
        stripeLineId: lineId,
      })),
      issuedAt: from.issuedAt,
      ...state,
    })
    .onConflictDoUpdate({ target: creditNote.stripeCreditNoteId, set: state })
    .returning()
  if (!row) throw new Error(`credit note ${from.id} was not written`)
  await bringLedger(tx, row, [
    {
      kind: 'credit_note',
      at: row.issuedAt,
      description: `Credit note ${row.number}`,
      movements: row.status === 'issued' ? movementsOf(row) : [],
    },
  ])
  for (const { id, amountMinor } of from.refunds) {
    const [paidBack] = await tx
      .update(refund)
      .set({ creditedMinor: from.status === 'issued' ? amountMinor : 0n })
      .where(eq(refund.stripeRefundId, id))
      .returning({ id: refund.id })
    if (paidBack) await settleRefund(tx, paidBack.id, now)
  }
  return row.id
}
