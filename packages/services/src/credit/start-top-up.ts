import { newId, tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { ensureCustomer } from '../billing/customer.ts'
import { askingStripe } from '../billing/stripe-errors.ts'
import { requireLive } from '../billing/subscription-rows.ts'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'

/** Stripe takes no payment below half a dollar; the ceiling keeps a slip of the finger small. */
export const topUpAmount = z
  .string()
  .regex(/^\d{1,9}$/, 'An amount is a whole number of minor units.')
  .refine((text) => BigInt(text) >= 100n && BigInt(text) <= 10_000_000n, 'From 1.00 to 100,000.00.')

export const startTopUpInput = z.strictObject({ amountMinor: topUpAmount })

/**
 * Where to pay for credits. The row is written first and the credits come with Stripe's notice: an answer that is
 * lost leaves a checkout that nobody opens.
 */
export const startTopUp = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof startTopUpInput>,
): Promise<{ url: string }> => {
  const { amountMinor } = startTopUpInput.parse(input)
  const { workspaceId } = ctx
  const id = newId('top')
  const currency = await inWorkspace(ctx, 'admin', async (tx) => {
    const { version } = await requireLive(tx, workspaceId)
    await tx.insert(tables.topUp).values({
      id,
      workspaceId,
      kind: 'checkout',
      currency: version.currency,
      amountMinor: BigInt(amountMinor),
      createdAt: ctx.now(),
    })
    await writeAudit(tx, ctx, 'top_up.started', { type: 'top_up', id }, { amountMinor })
    return version.currency
  })
  const session = await askingStripe(async () =>
    ctx.stripe.createPaymentCheckout({
      customerId: await ensureCustomer(ctx),
      reference: id,
      name: 'Prepaid credits',
      amountMinor: BigInt(amountMinor),
      currency,
      successUrl: `${ctx.publicUrl}/billing?topup=success`,
      cancelUrl: `${ctx.publicUrl}/billing?topup=cancelled`,
    }),
  )
  await inWorkspace(ctx, 'admin', (tx) =>
    tx.update(tables.topUp).set({ checkoutSessionId: session.id }).where(eq(tables.topUp.id, id)),
  )
  return { url: session.url }
}
