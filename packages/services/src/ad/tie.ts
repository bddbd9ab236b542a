import type { GatewayInvoice } from '@assay/billing/stripe'
import { type Tx, tables } from '@assay/db'
import { and, eq } from 'drizzle-orm'

/** Ties a sponsor's queued invoice to our mirror of what became of it; a reference of another workspace is none. */
export const tieAdInvoice = async (
  tx: Tx,
  workspaceId: string,
  from: GatewayInvoice,
  invoiceId: string,
): Promise<void> => {
  if (from.reference === null) return
  const { adInvoice } = tables
  await tx
    .update(adInvoice)
    .set({ invoiceId, stripeInvoiceId: from.id })
    .where(and(eq(adInvoice.id, from.reference), eq(adInvoice.workspaceId, workspaceId)))
}
