import type { GatewayInvoice } from '@assay/billing/stripe'
import { type Tx, tables } from '@assay/db'
import { and, eq } from 'drizzle-orm'
import { notifyChange } from '../core/notify.ts'

type ServiceInvoice = typeof tables.engagementInvoice.$inferSelect

/** The queued invoice that Stripe's one was made from; null for any other. A reference of another workspace is none. */
export const recogniseInvoice = async (
  tx: Tx,
  workspaceId: string,
  from: GatewayInvoice,
): Promise<ServiceInvoice | null> => {
  if (from.reference === null) return null
  const { engagementInvoice } = tables
  const [found] = await tx
    .select()
    .from(engagementInvoice)
    .where(and(eq(engagementInvoice.id, from.reference), eq(engagementInvoice.workspaceId, workspaceId)))
  return found ?? null
}

/** Ties a queued invoice to our mirror of what became of it, also where the answer to its sending was lost. */
export const tieInvoice = async (
  tx: Tx,
  { id, engagementId, workspaceId }: ServiceInvoice,
  mirrored: { invoiceId: string; stripeInvoiceId: string },
): Promise<void> => {
  await tx.update(tables.engagementInvoice).set(mirrored).where(eq(tables.engagementInvoice.id, id))
  await notifyChange(tx, { topic: 'engagement', workspaceId, id: engagementId })
}
