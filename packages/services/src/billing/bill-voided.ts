import { tables } from '@assay/db'
import { and, eq } from 'drizzle-orm'
import type { Services } from '../core/context.ts'

const daysUntilDue = 14

/**
 * The usage on a renewal that was voided because of a pause was made before the pause, and is owed: it is invoiced on
 * its own, once. Nothing is made where there is none.
 */
export const billVoided = async (
  services: Pick<Services, 'dbs' | 'stripe'>,
  workspaceId: string,
  invoiceId: string,
): Promise<void> => {
  const { invoice, invoiceLine, workspace } = tables
  const [found] = await services.dbs.platform
    .select({ invoice, customerId: workspace.stripeCustomerId })
    .from(invoice)
    .innerJoin(workspace, eq(workspace.id, invoice.workspaceId))
    .where(and(eq(invoice.id, invoiceId), eq(invoice.workspaceId, workspaceId)))
  if (!found || found.customerId === null) return
  const lines = await services.dbs.platform
    .select({ description: invoiceLine.description, amountMinor: invoiceLine.amountMinor })
    .from(invoiceLine)
    .where(and(eq(invoiceLine.invoiceId, invoiceId), eq(invoiceLine.kind, 'usage')))
  const owed = lines.filter(({ amountMinor }) => amountMinor > 0n)
  if (owed.length === 0) return
  await services.stripe.sendInvoice({
    reference: `before_pause_${invoiceId}`,
    customerId: found.customerId,
    currency: found.invoice.currency,
    description: 'Usage before the subscription was paused',
    daysUntilDue,
    createdFrom: found.invoice.createdAt,
    lines: owed,
  })
}
