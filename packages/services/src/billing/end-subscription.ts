import { StripeGatewayError } from '@assay/billing/stripe'
import { tables } from '@assay/db'
import { and, eq, isNull } from 'drizzle-orm'
import type { WorkspaceCtx } from '../core/context.ts'
import { settle } from './change-plan.ts'
import { billSoFar } from './pause.ts'

/** Ends a paid subscription at once: what was used is billed, and what is paid for and unused is credited. */
export const endSubscription = async (ctx: WorkspaceCtx): Promise<void> => {
  const { subscription } = tables
  const [live] = await ctx.dbs.platform
    .select()
    .from(subscription)
    .where(and(eq(subscription.workspaceId, ctx.workspaceId), isNull(subscription.endedAt)))
  if (!live?.stripeSubscriptionId) return
  const act = async ({ stripeId }: { stripeId: string }) => {
    // Paused, it was billed when the pause began, and nothing was used since.
    if (live.pausedAt === null) await billSoFar(ctx, stripeId)
    try {
      return await ctx.stripe.cancelNow(stripeId)
    } catch (error) {
      if (!(error instanceof StripeGatewayError && error.code === 'not_found')) throw error
      return ctx.stripe.fetchSubscription(stripeId)
    }
  }
  await settle(ctx, act, { action: 'subscription.ended_with_workspace' })
}
