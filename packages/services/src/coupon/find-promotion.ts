import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { AssayError } from '../errors/index.ts'
import type { PromotionView } from '../views.ts'

export type CouponRow = typeof tables.coupon.$inferSelect

/** A code that can be used now. @throws AssayError `invalid_request` for any other, without saying which codes exist */
export const findPromotion = async (
  ctx: Pick<WorkspaceCtx, 'dbs' | 'now'>,
  code: string,
  currency: string,
): Promise<CouponRow> => {
  const { coupon } = tables
  const [found] = await ctx.dbs.platform
    .select()
    .from(coupon)
    .where(eq(coupon.code, code.trim().toUpperCase()))
  const over = found?.expiresAt != null && found.expiresAt <= ctx.now()
  if (!found || found.archivedAt !== null || over || found.stripePromotionCodeId === null)
    throw new AssayError('invalid_request', 'This code is invalid or no longer valid. Check the spelling.', {
      param: 'promotionCode',
    })
  if (found.currency !== null && found.currency !== currency)
    throw new AssayError(
      'invalid_request',
      `This code takes ${found.currency.toUpperCase()} off and cannot be used for prices in ${currency.toUpperCase()}.`,
      { param: 'promotionCode' },
    )
  return found
}

export const promotionInput = z.strictObject({
  code: z.string().trim().min(1).max(60),
  currency: z.string().length(3).toLowerCase(),
})

/** What a code takes off, before it is used. */
export const describePromotion = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof promotionInput>,
): Promise<PromotionView> => {
  const { code, currency } = promotionInput.parse(input)
  await inWorkspace(ctx, 'admin', async () => undefined)
  const found = await findPromotion(ctx, code, currency)
  return {
    code: found.code,
    name: found.name,
    percentOff: found.percentOff,
    amountOffMinor: found.amountOffMinor?.toString() ?? null,
    currency: found.currency,
    duration: found.duration,
    durationMonths: found.durationMonths,
  }
}
