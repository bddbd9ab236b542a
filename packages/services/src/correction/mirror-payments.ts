import type { GatewayPayment } from '@assay/billing/stripe'
import { newId, type Tx, tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import type { Services } from '../core/context.ts'
import { bringLedger } from '../ledger/bring.ts'

/**
 * What Stripe says of an invoice's payments, or null where we know them with their fees. Asked before anything is
 * written.
 */
export const fetchPayments = async (
  services: Pick<Services, 'stripe'>,
  tx: Pick<Tx, 'select'>,
  invoice: { id: string; amountPaidMinor: bigint },
): Promise<GatewayPayment[]> => {
  if (invoice.amountPaidMinor === 0n) return []
  const known = await tx
    .select({ amount: tables.payment.amountMinor, fee: tables.payment.feeMinor })
    .from(tables.payment)
    .innerJoin(tables.invoice, eq(tables.invoice.id, tables.payment.invoiceId))
    .where(eq(tables.invoice.stripeInvoiceId, invoice.id))
  const sum = known.reduce((total, { amount }) => total + amount, 0n)
  if (sum === invoice.amountPaidMinor && known.every(({ fee }) => fee !== null)) return []
  return services.stripe.listPayments(invoice.id)
}

/** Takes over what came in for an invoice; the ledger follows with what Stripe kept of it. */
export const mirrorPayments = async (
  tx: Tx,
  of: { workspaceId: string; invoiceId: string },
  payments: GatewayPayment[],
): Promise<void> => {
  const { payment } = tables
  for (const from of payments) {
    const state = {
      amountMinor: from.amountMinor,
      feeMinor: from.fee?.minor ?? null,
      feeCurrency: from.fee?.currency ?? null,
    }
    const [row] = await tx
      .insert(payment)
      .values({
        id: newId('pay'),
        ...of,
        stripePaymentIntentId: from.paymentIntentId,
        currency: from.currency,
        paidAt: from.paidAt,
        ...state,
      })
      .onConflictDoUpdate({ target: payment.stripePaymentIntentId, set: state })
      .returning()
    if (!row || row.feeMinor === null || row.feeCurrency === null) continue
    const source = { id: row.id, workspaceId: row.workspaceId, currency: row.feeCurrency }
    await bringLedger(tx, source, [
      {
        kind: 'stripe_fee',
        at: row.paidAt,
        description: 'Payment fee',
        movements: [
          ['expense_stripe_fees', row.feeMinor.toString()],
          ['cash', (-row.feeMinor).toString()],
        ],
      },
    ])
  }
}
