import type { StripeGateway } from '@assay/billing/stripe'
import { type Tx, tables } from '@assay/db'
import { asc, eq } from 'drizzle-orm'
import type { DisputeView } from '../views.ts'
import { isWaiting, stripeAddress } from './dispute-state.ts'

/** The disputes of an invoice's payments, for the operator. */
export const disputesOf = async (
  stripe: Pick<StripeGateway, 'localUrl' | 'livemode'>,
  tx: Pick<Tx, 'select'>,
  invoiceId: string,
): Promise<DisputeView[]> => {
  const { dispute } = tables
  const rows = await tx
    .select()
    .from(dispute)
    .where(eq(dispute.invoiceId, invoiceId))
    .orderBy(asc(dispute.openedAt), asc(dispute.id))
  return rows.map((row) => ({
    id: row.id,
    status: row.status,
    reason: row.reason,
    currency: row.currency,
    amountMinor: row.amountMinor.toString(),
    feeMinor: row.feeMinor?.toString() ?? null,
    feeCurrency: row.feeCurrency,
    evidenceDueAt: row.evidenceDueAt,
    openedAt: row.openedAt,
    answerable: isWaiting(row.status),
    stripeUrl: stripeAddress(stripe, row.stripeDisputeId),
  }))
}

/** The workspace's disputes as one text to compare. */
export const disputesText = async (tx: Pick<Tx, 'select'>, workspaceId: string): Promise<string> => {
  const { dispute } = tables
  const rows = await tx
    .select({
      id: dispute.stripeDisputeId,
      status: dispute.status,
      withdrawn: dispute.withdrawnMinor,
      reinstated: dispute.reinstatedMinor,
    })
    .from(dispute)
    .where(eq(dispute.workspaceId, workspaceId))
    .orderBy(dispute.stripeDisputeId)
  return rows
    .map(({ id, status, withdrawn, reinstated }) => `${id} ${status} ${withdrawn} ${reinstated}`)
    .join('\n')
}
