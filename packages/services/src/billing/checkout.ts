import { tables } from '@assay/db'
import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { AssayError, NotFound } from '../errors/index.ts'
import { findCurrentPlan, isPaidVersion } from './plan-rows.ts'
import { askingStripe } from './stripe-errors.ts'
import { requireLive } from './subscription-rows.ts'
import { syncPlanVersion } from './sync-catalogue.ts'

export const planIdInput = z.strictObject({ planId: z.string().max(64) })

/** The workspace's customer in Stripe, made at its first checkout. */
const ensureCustomer = async (ctx: WorkspaceCtx): Promise<string> => {
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

/** Where to pay for a first subscription. Nothing changes here until Stripe says that it was paid. */
export const startCheckout = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof planIdInput>,
): Promise<{ url: string }> => {
  const { planId } = planIdInput.parse(input)
  const { target, live } = await inWorkspace(ctx, 'admin', async (tx) => ({
    target: await findCurrentPlan(tx, planId),
    live: await requireLive(tx, ctx.workspaceId),
  }))
  if (live.subscription.stripeSubscriptionId !== null)
    throw new AssayError('conflict', 'This workspace has a paid plan already. Change the plan instead.', {
      param: 'planId',
    })
  if (!isPaidVersion(target.version))
    throw new AssayError(
      'invalid_request',
      `The ${target.plan.name} plan costs nothing and needs no checkout.`,
      {
        param: 'planId',
      },
    )
  const session = await askingStripe(async () => {
    const prices = await syncPlanVersion(ctx, target)
    if (prices === null) throw new Error(`${target.version.id} is paid and has no prices`)
    return ctx.stripe.createCheckout({
      customerId: await ensureCustomer(ctx),
      workspaceId: ctx.workspaceId,
      prices,
      successUrl: `${ctx.publicUrl}/billing?checkout=success`,
      cancelUrl: `${ctx.publicUrl}/billing?checkout=cancelled`,
    })
  })
  await inWorkspace(ctx, 'admin', (tx) =>
    writeAudit(tx, ctx, 'checkout.started', { type: 'plan', id: planId }, { checkoutSession: session.id }),
  )
  return { url: session.url }
}
