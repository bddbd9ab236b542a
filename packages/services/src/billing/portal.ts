import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { AssayError } from '../errors/index.ts'
import { askingStripe } from './stripe-errors.ts'

/** Stripe's own pages for cards and receipts. */
export const openPortal = async (ctx: WorkspaceCtx): Promise<{ url: string }> => {
  const { workspace } = tables
  const [row] = await inWorkspace(ctx, 'admin', (tx) =>
    tx
      .select({ customerId: workspace.stripeCustomerId })
      .from(workspace)
      .where(eq(workspace.id, ctx.workspaceId)),
  )
  const customerId = row?.customerId ?? null
  if (customerId === null)
    throw new AssayError('conflict', 'There are no payment details yet. Choose a plan and check out first.')
  return askingStripe(() =>
    ctx.stripe.createPortalSession({ customerId, returnUrl: `${ctx.publicUrl}/billing` }),
  )
}
