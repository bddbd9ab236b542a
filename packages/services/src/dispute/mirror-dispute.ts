import { formatDecimal, parseDecimal } from '@assay/billing'
import type { GatewayDispute } from '@assay/billing/stripe'
import { newId, type Tx, tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { type Origin, takeBack } from '../correction/mirror-refund.ts'
import { bringLedger } from '../ledger/bring.ts'
import { negated } from '../ledger/post.ts'

export type DisputeRow = typeof tables.dispute.$inferSelect

/** Takes over a dispute in whatever state it is, with wallet and ledger, under the workspace's billing lock. */
export const mirrorDispute = async (
  tx: Tx,
  origin: Origin,
  from: GatewayDispute,
  now: Date,
): Promise<DisputeRow> => {
  const { dispute } = tables
  const state = {
    status: from.status,
    amountMinor: from.amountMinor,
    withdrawnMinor: from.withdrawnMinor,
    reinstatedMinor: from.reinstatedMinor,
    withdrawnAt: from.withdrawnAt,
    reinstatedAt: from.reinstatedAt,
    feeMinor: from.fee?.minor ?? null,
    feeCurrency: from.fee?.currency ?? null,
    evidenceDueAt: from.evidenceDueAt,
  }
  const [row] = await tx
    .insert(dispute)
    .values({
      id: newId('dsp'),
      ...origin,
      stripeDisputeId: from.id,
      stripePaymentIntentId: from.paymentIntentId,
      reason: from.reason,
      currency: from.currency,
      openedAt: from.openedAt,
      ...state,
    })
    .onConflictDoUpdate({ target: dispute.stripeDisputeId, set: state })
    .returning()
  if (!row) throw new Error(`dispute ${from.id} was not written`)
  const wentMinor = row.withdrawnMinor - row.reinstatedMinor
  const takenBack = await takeBack(tx, { ...row, wentMinor }, now)
  await tx.update(dispute).set({ takenBack }).where(eq(dispute.id, row.id))
  await postDispute(tx, { ...row, takenBack })
  return { ...row, takenBack }
}

/**
 * What the bank took lowers the revenue until it comes back; the invoice stays paid, as it does at Stripe. The fee is
 * the house's own expense.
 */
const postDispute = async (tx: Tx, row: DisputeRow): Promise<void> => {
  const withdrawn = row.withdrawnMinor.toString()
  const reinstated = row.reinstatedMinor.toString()
  const lost = formatDecimal(parseDecimal(withdrawn) - parseDecimal(row.takenBack))
  await bringLedger(tx, row, [
    {
      kind: 'dispute_withdrawn',
      at: row.withdrawnAt ?? row.openedAt,
      description: row.topUpId === null ? 'Disputed payment' : 'Disputed top-up',
      movements: [
        ['cash', negated(withdrawn)],
        ['wallet', row.takenBack],
        ['revenue_disputed', lost],
      ],
    },
    {
      kind: 'dispute_reinstated',
      at: row.reinstatedAt ?? row.openedAt,
      description: 'Dispute won',
      movements: [
        ['cash', reinstated],
        ['revenue_disputed', negated(reinstated)],
      ],
    },
  ])
  if (row.feeMinor === null || row.feeCurrency === null) return
  const source = { id: row.id, workspaceId: row.workspaceId, currency: row.feeCurrency }
  await bringLedger(tx, source, [
    {
      kind: 'dispute_fee',
      at: row.withdrawnAt ?? row.openedAt,
      description: 'Fee of the dispute',
      movements: [
        ['expense_dispute_fees', row.feeMinor.toString()],
        ['cash', (-row.feeMinor).toString()],
      ],
    },
  ])
}
