import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { AssayError } from '../errors/index.ts'
import { currentTax } from '../tax/settings.ts'
import { ensureCustomer } from './customer.ts'
import { findCurrentPlan, isPaidVersion } from './plan-rows.ts'
import { askingStripe } from './stripe-errors.ts'
import { requireLive } from './subscription-rows.ts'
import { syncPlanVersion } from './sync-catalogue.ts'

export const planIdInput = z.strictObject({ planId: z.string().max(64) })

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
      tax: await currentTax(ctx.dbs.platform),
      successUrl: `${ctx.publicUrl}/billing?checkout=success`,
      cancelUrl: `${ctx.publicUrl}/billing?checkout=cancelled`,
    })
  })
  await inWorkspace(ctx, 'admin', (tx) =>
    writeAudit(tx, ctx, 'checkout.started', { type: 'plan', id: planId }, { checkoutSession: session.id }),
  )
  return { url: session.url }
}
