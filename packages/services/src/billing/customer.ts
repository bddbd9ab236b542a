import { tables } from '@assay/db'
import { and, eq, isNull } from 'drizzle-orm'
import type { WorkspaceCtx } from '../core/context.ts'
import { NotFound } from '../errors/index.ts'

/** The workspace's customer in Stripe, made when it first has something to pay. */
export const ensureCustomer = async (
  ctx: Pick<WorkspaceCtx, 'dbs' | 'stripe' | 'workspaceId'>,
): Promise<string> => {
  const { workspace, member, user } = tables
  const platform = ctx.dbs.platform
  const [found] = await platform
    .select({ name: workspace.name, customerId: workspace.stripeCustomerId, email: user.email })
    .from(workspace)
    .leftJoin(member, and(eq(member.workspaceId, workspace.id), eq(member.role, 'owner')))
    .leftJoin(user, eq(user.id, member.userId))
    .where(eq(workspace.id, ctx.workspaceId))
    .orderBy(member.createdAt)
    .limit(1)
  if (!found) throw new NotFound('workspace', ctx.workspaceId)
  if (found.customerId !== null) return found.customerId
  const { id } = await ctx.stripe.createCustomer({
    workspaceId: ctx.workspaceId,
    name: found.name,
    email: found.email,
  })
  // Of two checkouts begun at once the first to arrive names the customer, for both.
  await platform
    .update(workspace)
    .set({ stripeCustomerId: id })
    .where(and(eq(workspace.id, ctx.workspaceId), isNull(workspace.stripeCustomerId)))
  const [kept] = await platform
    .select({ id: workspace.stripeCustomerId })
    .from(workspace)
    .where(eq(workspace.id, ctx.workspaceId))
  return kept?.id ?? id
}
