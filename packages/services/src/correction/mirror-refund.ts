import { formatDecimal, parseDecimal } from '@assay/billing'
import type { GatewayRefund } from '@assay/billing/stripe'
import { newId, type Tx, tables } from '@assay/db'
import { eq, sql } from 'drizzle-orm'
import { refreshCeiling } from '../billing/balance.ts'
import { consumeWithin } from '../credit/consume.ts'
import { bringLedger } from '../ledger/bring.ts'
import { type Movement, negated } from '../ledger/post.ts'

type RefundRow = typeof tables.refund.$inferSelect
export type Origin = { workspaceId: string; invoiceId: string | null; topUpId: string | null }

/** Nothing went back of one that failed. */
const isMoving = (status: RefundRow['status']): boolean => status !== 'failed' && status !== 'canceled'

/** The payment that was refunded: of an invoice, or of a top-up. Null where it is none that we know. */
export const originOf = async (tx: Pick<Tx, 'select'>, paymentIntentId: string): Promise<Origin | null> => {
  const { payment, topUp } = tables
  const [paid] = await tx
    .select({ workspaceId: payment.workspaceId, invoiceId: payment.invoiceId })
    .from(payment)
    .where(eq(payment.stripePaymentIntentId, paymentIntentId))
  if (paid) return { ...paid, topUpId: null }
  const [bought] = await tx
    .select({ workspaceId: topUp.workspaceId, topUpId: topUp.id })
    .from(topUp)
    .where(eq(topUp.paymentIntentId, paymentIntentId))
  return bought ? { ...bought, invoiceId: null } : null
}

/** Takes over a refund in whatever state it is, under the workspace's billing lock. */
export const mirrorRefund = async (
  tx: Tx,
  origin: Origin,
  from: GatewayRefund,
  now: Date,
): Promise<string> => {
  const { refund } = tables
  const [row] = await tx
    .insert(refund)
    .values({
      id: newId('re'),
      ...origin,
      stripeRefundId: from.id,
      stripePaymentIntentId: from.paymentIntentId,
      status: from.status,
      reason: from.reason,
      currency: from.currency,
      amountMinor: from.amountMinor,
      issuedAt: from.issuedAt,
    })
    .onConflictDoUpdate({ target: refund.stripeRefundId, set: { status: from.status } })
    .returning({ id: refund.id })
  if (!row) throw new Error(`refund ${from.id} was not written`)
  await settleRefund(tx, row.id, now)
  return row.id
}

/**
 * Of a top-up whose money went back: what is left of its credits is taken back, as much as went. What was used up
 * already is the house's loss. Resolves to what is taken now, which the caller keeps in its row.
 */
export const takeBack = async (
  tx: Tx,
  row: { workspaceId: string; topUpId: string | null; takenBack: string; wentMinor: bigint },
  now: Date,
): Promise<string> => {
  if (row.topUpId === null) return '0'
  const { creditGrant } = tables
  // No call is admitted while the wallet shrinks; those that were take theirs first.
  await tx.execute(
    sql`select lock_quota_balance(${row.workspaceId}, 'predictions', ${now.toISOString()}::timestamptz)`,
  )
  await consumeWithin(tx, row.workspaceId, now)
  const [grant] = await tx
    .select()
    .from(creditGrant)
    .where(eq(creditGrant.topUpId, row.topUpId))
    .for('update')
  if (!grant) return '0'
  const before = parseDecimal(row.takenBack)
  const wanted = parseDecimal(row.wentMinor.toString())
  const free = parseDecimal(grant.remaining) + before
  const isSpent = wanted > free
  const taken = formatDecimal(isSpent ? free : wanted)
  const more = formatDecimal(parseDecimal(taken) - before)
  if (more === '0') return taken
  await tx
    .update(creditGrant)
    .set({
      remaining: sql`${creditGrant.remaining} - ${more}::numeric`,
      refunded: sql`${creditGrant.refunded} + ${more}::numeric`,
    })
    .where(eq(creditGrant.id, grant.id))
  await refreshCeiling(tx, row.workspaceId, now)
  return taken
}

/** Brings wallet and ledger to what a refund says now. What a credit note explains was taken off the revenue there. */
export const settleRefund = async (tx: Tx, refundId: string, now: Date): Promise<void> => {
  const { refund } = tables
  const [row] = await tx.select().from(refund).where(eq(refund.id, refundId)).for('update')
  if (!row) return
  const amount = row.amountMinor.toString()
  const credited = row.creditedMinor.toString()
  const wentMinor = isMoving(row.status) ? row.amountMinor : 0n
  const taken = await takeBack(tx, { ...row, wentMinor }, now)
  await tx.update(refund).set({ takenBack: taken }).where(eq(refund.id, row.id))
  const rest = formatDecimal(parseDecimal(amount) - parseDecimal(credited) - parseDecimal(taken))
  const movements: Movement[] = [
    ['cash', negated(amount)],
    ['receivable', credited],
    ['wallet', taken],
    ['revenue_refunded', rest],
  ]
  await bringLedger(tx, row, [
    {
      kind: 'refund',
      at: row.issuedAt,
      description: row.topUpId === null ? 'Refund of a payment' : 'Refund of a top-up',
      movements: isMoving(row.status) ? movements : [],
    },
  ])
}
