import type Stripe from 'stripe'
import type { PromotionOrder } from './gateway.ts'
import { seconds } from './mapping.ts'

/** The code carries the limits; its coupon says what is off and for how long. */
export const createPromotion = async (
  stripe: Stripe,
  order: PromotionOrder,
): Promise<{ promotionCodeId: string }> => {
  const { off, duration } = order
  const coupon = await stripe.coupons.create(
    {
      name: order.name,
      ...('percent' in off
        ? { percent_off: off.percent }
        : { amount_off: Number(off.amountMinor), currency: off.currency }),
      duration: duration.kind,
      ...(duration.kind === 'repeating' ? { duration_in_months: duration.months } : {}),
      metadata: { reference: order.reference },
    },
    { idempotencyKey: `coupon_${order.reference}` },
  )
  const code = await stripe.promotionCodes.create(
    {
      promotion: { type: 'coupon', coupon: coupon.id },
      code: order.code,
      ...(order.maxRedemptions === null ? {} : { max_redemptions: order.maxRedemptions }),
      ...(order.expiresAt === null ? {} : { expires_at: seconds(order.expiresAt) }),
      ...(order.firstTimeOnly ? { restrictions: { first_time_transaction: true } } : {}),
      metadata: { reference: order.reference },
    },
    { idempotencyKey: `promotion_${order.reference}` },
  )
  return { promotionCodeId: code.id }
}

export const promotionUses = async (stripe: Stripe): Promise<Map<string, number>> => {
  const uses = new Map<string, number>()
  for await (const code of stripe.promotionCodes.list({ limit: 100 })) uses.set(code.id, code.times_redeemed)
  return uses
}
