import { newId, tables } from '@assay/db'
import { desc, eq } from 'drizzle-orm'
import { z } from 'zod'
import { askingStripe } from '../billing/stripe-errors.ts'
import { writeAudit } from '../core/audit.ts'
import type { OperatorCtx } from '../core/context.ts'
import { plainText } from '../core/page.ts'
import { AssayError, NotFound } from '../errors/index.ts'
import type { CouponView } from '../views.ts'
import type { CouponRow } from './find-promotion.ts'

const present = (row: CouponRow, uses: number | null): CouponView => ({
  id: row.id,
  code: row.code,
  name: row.name,
  percentOff: row.percentOff,
  amountOffMinor: row.amountOffMinor?.toString() ?? null,
  currency: row.currency,
  duration: row.duration,
  durationMonths: row.durationMonths,
  maxRedemptions: row.maxRedemptions,
  expiresAt: row.expiresAt,
  firstTimeOnly: row.firstTimeOnly,
  active: row.archivedAt === null && row.stripePromotionCodeId !== null,
  timesRedeemed: uses,
  createdAt: row.createdAt,
})

/** The newest first, with how often Stripe saw each used; null where it does not answer. */
export const listCoupons = async (ctx: OperatorCtx): Promise<CouponView[]> => {
  const { coupon } = tables
  const rows = await ctx.dbs.platform
    .select()
    .from(coupon)
    .orderBy(desc(coupon.createdAt), desc(coupon.id))
    .limit(500)
  if (rows.length === 0) return []
  const uses = await ctx.stripe.promotionUses().catch(() => null)
  return rows.map((row) =>
    present(row, uses === null ? null : (uses.get(row.stripePromotionCodeId ?? '') ?? 0)),
  )
}

export const createCouponInput = z
  .strictObject({
    code: z
      .string()
      .trim()
      .toUpperCase()
      .regex(/^[A-Z0-9-]{3,40}$/, 'A code must have 3 to 40 letters, digits or hyphens.'),
    name: plainText(40),
    off: z.union([
      z.strictObject({ percent: z.int().min(1).max(100) }),
      z.strictObject({
        amountMinor: z
          .string()
          .regex(/^[1-9]\d{0,9}$/, 'An amount is a whole number of minor units above zero.'),
        currency: z.string().length(3).toLowerCase(),
      }),
    ]),
    duration: z.enum(['once', 'repeating', 'forever']),
    durationMonths: z.int().min(1).max(60).nullable().default(null),
    maxRedemptions: z.int().min(1).max(1_000_000).nullable().default(null),
    expiresAt: z.date().nullable().default(null),
    firstTimeOnly: z.boolean().default(false),
  })
  .refine(({ duration, durationMonths }) => (duration === 'repeating') === (durationMonths !== null), {
    message: 'A repeating discount needs a number of months, and no other discount takes one.',
    path: ['durationMonths'],
  })

/** A discount and its code, here and in Stripe. A code is never used for two discounts. */
export const createCoupon = async (
  ctx: OperatorCtx,
  input: z.input<typeof createCouponInput>,
): Promise<CouponView> => {
  const { off, ...terms } = createCouponInput.parse(input)
  if (terms.expiresAt !== null && terms.expiresAt <= ctx.now())
    throw new AssayError('invalid_request', 'The code must expire in the future.', { param: 'expiresAt' })
  const id = newId('cpn')
  const { coupon } = tables
  const amount = 'percent' in off ? null : { ...off, amountMinor: BigInt(off.amountMinor) }
  const [row] = await ctx.dbs.platform
    .insert(coupon)
    .values({
      id,
      ...terms,
      percentOff: 'percent' in off ? off.percent : null,
      amountOffMinor: amount?.amountMinor ?? null,
      currency: amount?.currency ?? null,
    })
    .onConflictDoNothing()
    .returning()
  if (!row)
    throw new AssayError('conflict', `The code ${terms.code} already exists. Choose another one.`, {
      param: 'code',
    })
  try {
    const { promotionCodeId } = await askingStripe(() => ctx.stripe.createPromotion(orderOf(row)))
    return await ctx.dbs.platform.transaction(async (tx) => {
      await tx.update(coupon).set({ stripePromotionCodeId: promotionCodeId }).where(eq(coupon.id, id))
      const subject = { type: 'coupon', id }
      await writeAudit(tx, { actor: ctx.actor, workspaceId: null }, 'coupon.created', subject, {
        code: row.code,
      })
      return present({ ...row, stripePromotionCodeId: promotionCodeId }, 0)
    })
  } catch (error) {
    // Nothing can have used a code that Stripe does not know: its name becomes free again.
    await ctx.dbs.platform.delete(coupon).where(eq(coupon.id, id))
    throw error
  }
}

const orderOf = (row: CouponRow) => ({
  reference: row.id,
  code: row.code,
  name: row.name,
  off:
    row.percentOff !== null
      ? { percent: row.percentOff }
      : { amountMinor: row.amountOffMinor ?? 0n, currency: row.currency ?? '' },
  duration:
    row.duration === 'repeating'
      ? { kind: row.duration, months: row.durationMonths ?? 1 }
      : { kind: row.duration },
  maxRedemptions: row.maxRedemptions,
  expiresAt: row.expiresAt,
  firstTimeOnly: row.firstTimeOnly,
})

export const setCouponActiveInput = z.strictObject({ id: z.string().max(64), active: z.boolean() })

/** Whoever has a discount keeps it; the code is no longer taken, or taken again. */
export const setCouponActive = async (
  ctx: OperatorCtx,
  input: z.input<typeof setCouponActiveInput>,
): Promise<CouponView> => {
  const { id, active } = setCouponActiveInput.parse(input)
  const { coupon } = tables
  const [row] = await ctx.dbs.platform.select().from(coupon).where(eq(coupon.id, id))
  const promotion = row?.stripePromotionCodeId ?? null
  if (!row || promotion === null) throw new NotFound('coupon', id)
  await askingStripe(() => ctx.stripe.setPromotionActive(promotion, active))
  const archivedAt = active ? null : ctx.now()
  await ctx.dbs.platform.transaction(async (tx) => {
    await tx.update(coupon).set({ archivedAt }).where(eq(coupon.id, id))
    const action = active ? 'coupon.activated' : 'coupon.archived'
    await writeAudit(
      tx,
      { actor: ctx.actor, workspaceId: null },
      action,
      { type: 'coupon', id },
      { code: row.code },
    )
  })
  return present({ ...row, archivedAt }, null)
}
