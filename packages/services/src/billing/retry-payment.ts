import { type Tx, tables } from '@assay/db'
import { and, desc, eq } from 'drizzle-orm'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { takeOverInvoice } from '../correction/take-over.ts'
import { AssayError } from '../errors/index.ts'
import type { SubscriptionView } from '../views.ts'
import { getSubscription } from './change-plan.ts'
import { askingStripe } from './stripe-errors.ts'
import { requireLive } from './subscription-rows.ts'

const openInvoice = async (
  tx: Tx,
  subscriptionId: string,
): Promise<{ id: string; stripeId: string } | null> => {
  const { invoice } = tables
  const [found] = await tx
    .select({ id: invoice.id, stripeId: invoice.stripeInvoiceId })
    .from(invoice)
    .where(and(eq(invoice.subscriptionId, subscriptionId), eq(invoice.status, 'open')))
    .orderBy(desc(invoice.createdAt))
    .limit(1)
  return found ?? null
}

/** Asks the card again for what is owed, without waiting for the next try. Once it is paid everything works at once. */
export const retryPayment = async (ctx: WorkspaceCtx): Promise<SubscriptionView> => {
  const open = await inWorkspace(ctx, 'admin', async (tx) => {
    const { subscription } = await requireLive(tx, ctx.workspaceId)
    return openInvoice(tx, subscription.id)
  })
  if (open === null) throw new AssayError('conflict', 'There is no open invoice: nothing is owed.')
  await askingStripe(async () => {
    await ctx.stripe.payInvoice(open.stripeId)
    await ctx.dbs.platform.transaction(async (tx) => {
      await takeOverInvoice(ctx, tx, open.stripeId)
      await writeAudit(tx, ctx, 'invoice.payment_retried', { type: 'invoice', id: open.id })
    })
  })
  return getSubscription(ctx)
}
