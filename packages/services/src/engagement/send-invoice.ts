import { StripeGatewayError } from '@assay/billing/stripe'
import { tables } from '@assay/db'
import { and, eq, sql } from 'drizzle-orm'
import { ensureCustomer } from '../billing/customer.ts'
import { writeAudit } from '../core/audit.ts'
import { asSystem, type Services } from '../core/context.ts'
import { tell } from './tell.ts'

/** How long an invoice of a service may stay unpaid. */
const daysUntilDue = 14

/**
 * Has Stripe make and send one queued invoice. Its reference never changes, so that a retry, a lost answer or a second
 * worker ends with one invoice. Our mirror of it comes with Stripe's notice.
 */
export const sendEngagementInvoice = async (
  services: Services,
  { engagementInvoiceId }: { engagementInvoiceId: string },
): Promise<void> => {
  const { platform } = services.dbs
  const { engagement, engagementInvoice } = tables
  const [found] = await platform
    .select({ row: engagementInvoice, title: engagement.title })
    .from(engagementInvoice)
    .innerJoin(engagement, eq(engagement.id, engagementInvoice.engagementId))
    .where(eq(engagementInvoice.id, engagementInvoiceId))
  if (found?.row.state !== 'pending') return
  const { row, title } = found
  const ctx = asSystem(services, row.workspaceId)
  const isPending = and(eq(engagementInvoice.id, row.id), eq(engagementInvoice.state, 'pending'))
  try {
    await platform
      .update(engagementInvoice)
      .set({ attempts: sql`${engagementInvoice.attempts} + 1` })
      .where(isPending)
    const { id } = await services.stripe.sendInvoice({
      reference: row.id,
      customerId: await ensureCustomer(ctx),
      currency: row.currency,
      description: title,
      daysUntilDue,
      createdFrom: row.createdAt,
      lines: row.lines.map(({ description, amountMinor, tax }) => ({
        description,
        amountMinor: BigInt(amountMinor),
        kind: tax ? 'tax' : undefined,
      })),
    })
    await platform
      .update(engagementInvoice)
      .set({ state: 'sent', stripeInvoiceId: id, sentAt: services.now(), error: null })
      .where(isPending)
  } catch (error) {
    if (!(error instanceof StripeGatewayError)) throw error
    const state = error.retryable || error.code === 'credentials' ? 'pending' : 'failed'
    await platform.transaction(async (tx) => {
      await tx.update(engagementInvoice).set({ state, error: error.message }).where(isPending)
      if (state === 'pending') return
      const of = { id: row.engagementId, workspaceId: row.workspaceId }
      await tell(tx, ctx, of, { side: 'system', text: `An invoice was refused: ${error.message}` })
      const subject = { type: 'engagement', id: row.engagementId }
      await writeAudit(tx, ctx, 'service.invoice_refused', subject, { message: error.message })
    })
    if (state === 'pending') throw error
  }
}
