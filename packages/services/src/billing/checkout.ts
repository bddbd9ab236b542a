import { offerOf } from '@assay/billing'
import { StripeGatewayError } from '@assay/billing/stripe'
import { type Tx, tables } from '@assay/db'
import { and, eq, gt, isNull, ne } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { findPromotion } from '../coupon/find-promotion.ts'
import { AssayError, NotFound } from '../errors/index.ts'
import { currentTax } from '../tax/settings.ts'
import { ensureCustomer } from './customer.ts'
import { seatsUsed } from './entitlements.ts'
import { findCurrentPlan, isPaidVersion, type PlanWithVersion } from './plan-rows.ts'
import { requireSeats } from './seats.ts'
import { gatewayItems, requireSold, selectionInput } from './selection.ts'
import { askingStripe } from './stripe-errors.ts'
import { requireLive } from './subscription-rows.ts'
import { syncPlanVersion } from './sync-catalogue.ts'

export const planIdInput = z.strictObject({ planId: z.string().max(64) })

export const checkoutInput = planIdInput.extend({
  ...selectionInput,
  /** Absent: what the workspace pays in already, or the plan's main one. */
  currency: z.string().length(3).toLowerCase().optional(),
  promotionCode: z.string().trim().max(60).optional(),
})

type Payer = { billingCurrency: string | null; trialUsedAt: Date | null }

const findPayer = async (tx: Tx, workspaceId: string): Promise<Payer> => {
  const { workspace } = tables
  const [own] = await tx.select().from(workspace).where(eq(workspace.id, workspaceId))
  if (!own) throw new NotFound('workspace', workspaceId)
  return own
}

/** A customer pays in one currency for good, and credits that were bought are of it. */
const refuseOtherCurrency = async (tx: Tx, payer: Payer, wanted: string): Promise<void> => {
  const { creditGrant } = tables
  const [credit] = await tx
    .select({ currency: creditGrant.currency })
    .from(creditGrant)
    .where(
      and(isNull(creditGrant.expiredAt), gt(creditGrant.remaining, '0'), ne(creditGrant.currency, wanted)),
    )
    .limit(1)
  const held = payer.billingCurrency ?? credit?.currency ?? wanted
  if (held !== wanted)
    throw new AssayError(
      'conflict',
      `This workspace pays in ${held.toUpperCase()}, and a customer can have only one currency. Choose that one, or use another workspace.`,
      { param: 'currency' },
    )
}

const refuseWrongPlan = ({ plan, version }: PlanWithVersion, stripeId: string | null): void => {
  if (stripeId !== null)
    throw new AssayError('conflict', 'This workspace already has a paid plan. Change the plan instead.', {
      param: 'planId',
    })
  if (!isPaidVersion(version))
    throw new AssayError('invalid_request', `The ${plan.name} plan costs nothing and needs no checkout.`, {
      param: 'planId',
    })
}

/** Where to pay for a first subscription. Nothing changes here until Stripe says that it was paid. */
export const startCheckout = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof checkoutInput>,
): Promise<{ url: string }> => {
  const { planId, currency, promotionCode, ...selection } = checkoutInput.parse(input)
  const { target, payer } = await inWorkspace(ctx, 'admin', async (tx) => {
    const payer = await findPayer(tx, ctx.workspaceId)
    const target = await findCurrentPlan(tx, planId, currency ?? payer.billingCurrency)
    const live = await requireLive(tx, ctx.workspaceId)
    refuseWrongPlan(target, live.subscription.stripeSubscriptionId)
    await refuseOtherCurrency(tx, payer, target.version.currency)
    requireSold(target.version, selection)
    const { members } = await seatsUsed(tx, ctx.workspaceId, ctx.now())
    requireSeats(target, selection, members)
    return { target, payer }
  })
  const trialDays =
    payer.trialUsedAt === null && payer.billingCurrency === null ? offerOf(target.version).trialDays : 0
  const promotion =
    promotionCode === undefined || promotionCode === ''
      ? null
      : await findPromotion(ctx, promotionCode, target.version.currency)
  const session = await askingStripe(async () => {
    const prices = await syncPlanVersion(ctx, target)
    if (prices === null) throw new Error(`${target.version.id} is paid and has no prices`)
    return refusingPromotion(promotion !== null, async () =>
      ctx.stripe.createCheckout({
        customerId: await ensureCustomer(ctx),
        workspaceId: ctx.workspaceId,
        items: gatewayItems(target.version, prices, selection),
        tax: await currentTax(ctx.dbs.platform),
        trialDays,
        promotionCodeId: promotion?.stripePromotionCodeId ?? null,
        successUrl: `${ctx.publicUrl}/billing?checkout=success`,
        cancelUrl: `${ctx.publicUrl}/billing?checkout=cancelled`,
      }),
    )
  })
  await inWorkspace(ctx, 'admin', (tx) =>
    writeAudit(
      tx,
      ctx,
      'checkout.started',
      { type: 'plan', id: planId },
      { checkoutSession: session.id, ...selection, promotionCode: promotion?.code ?? null },
    ),
  )
  return { url: session.url }
}

/** Stripe counts the uses and knows who has paid before: its refusal of a code is the customer's to read. */
const refusingPromotion = async <T>(given: boolean, call: () => Promise<T>): Promise<T> => {
  try {
    return await call()
  } catch (error) {
    if (!given || !(error instanceof StripeGatewayError) || error.code !== 'invalid_request') throw error
    throw new AssayError('invalid_request', `The code cannot be used: ${error.message}`, {
      param: 'promotionCode',
      cause: error,
    })
  }
}
