import { type Tx, tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { lockBilling } from '../billing/subscription-rows.ts'
import type { Services } from '../core/context.ts'
import { postLedger } from '../ledger/post.ts'
import { insertGrant } from './insert-grant.ts'

type Paid = { paymentIntentId: string; feeMinor: bigint | null }

/** Credits that are bought expire after none; those that were given go first. */
export const purchasePriority = 100

/** Marks a top-up as paid and puts its credits into the wallet, once however often the payment is told. */
export const settleTopUp = async (tx: Tx, topUpId: string, paid: Paid, now: Date): Promise<boolean> => {
  const { topUp } = tables
  const [found] = await tx.select().from(topUp).where(eq(topUp.id, topUpId))
  if (!found) return false
  await lockBilling(tx, found.workspaceId)
  const [row] = await tx.select().from(topUp).where(eq(topUp.id, topUpId)).for('update')
  // One that was given up and paid after all still buys its credits.
  if (!row || row.state === 'paid') return false
  await tx
    .update(topUp)
    .set({ state: 'paid', paymentIntentId: paid.paymentIntentId, error: null, settledAt: now })
    .where(eq(topUp.id, topUpId))
  const grantId = await insertGrant(
    tx,
    {
      workspaceId: row.workspaceId,
      currency: row.currency,
      source: row.kind === 'automatic' ? 'automatic' : 'purchase',
      amountMinor: row.amountMinor,
      priority: purchasePriority,
      expiresAt: null,
      topUpId,
      note: '',
    },
    now,
  )
  if (paid.feeMinor !== null)
    await postLedger(tx, {
      workspaceId: row.workspaceId,
      kind: 'stripe_fee',
      key: `fee ${paid.paymentIntentId}`,
      sourceId: grantId,
      description: 'Payment fee',
      at: now,
      currency: row.currency,
      movements: [
        ['expense_stripe_fees', paid.feeMinor.toString()],
        ['cash', (-paid.feeMinor).toString()],
      ],
    })
  return true
}

/** A Checkout that was completed or ran out: what it says now, taken over in the webhook's transaction. */
export const applyTopUpCheckout = async (
  services: Pick<Services, 'stripe' | 'now'>,
  tx: Tx,
  sessionId: string,
): Promise<void> => {
  const { topUp } = tables
  const [row] = await tx.select().from(topUp).where(eq(topUp.checkoutSessionId, sessionId))
  if (!row) return
  const payment = await services.stripe.fetchCheckoutPayment(sessionId)
  if (payment.state === 'paid') {
    const feeMinor = await services.stripe.fetchFee(payment.paymentIntentId)
    await settleTopUp(tx, row.id, { paymentIntentId: payment.paymentIntentId, feeMinor }, services.now())
  } else if (payment.state === 'expired' && row.state === 'pending')
    await tx.update(topUp).set({ state: 'cancelled', settledAt: services.now() }).where(eq(topUp.id, row.id))
}
