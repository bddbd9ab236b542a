import type { Line } from '../model.ts'
import type { CheckoutSession } from '../model-checkout.ts'
import type { Coupon, PromotionCode } from '../model-discounts.ts'
import { buildDiscount, type DiscountRef, type Reduction, redeemable } from './discounts.ts'
import { buildLine, isMetered, pricedProduct, pricingOf } from './lines.ts'
import { amountMinor } from './rating.ts'
import { pricedLines, type Totals, totalsOf } from './totals.ts'
import type { Work } from './work.ts'

export interface SessionTotals extends Totals {
  lines: Line[]
}

/** The session's items as invoice lines, with discounts and taxes; metered ones cost nothing yet. */
export async function sessionTotals(
  work: Work,
  session: Pick<CheckoutSession, '_items' | '_subscription_data' | 'currency' | 'customer' | 'discounts'>,
  now: number,
  /** False for a session whose discounts were redeemed already. */
  checks = true,
): Promise<SessionTotals> {
  const lines: Line[] = []
  for (const { price: id, quantity, taxRates } of session._items) {
    const { price, product } = await pricedProduct(work, id)
    lines.push(
      buildLine({
        amount: isMetered(price) ? 0 : amountMinor(price, BigInt(quantity)),
        currency: price.currency,
        description: product.name,
        period: { start: now, end: now },
        pricing: pricingOf(price),
        quantity: BigInt(quantity),
        parent: {},
        subscription: null,
        taxRates,
      }),
    )
  }
  const currency = session.currency ?? 'usd'
  const customer = session.customer === null ? null : await work.customer(session.customer)
  const amount = lines.reduce((sum, line) => sum + line.amount, 0)
  const reductions: Reduction[] = []
  for (const ref of discountRefs(session)) {
    const target = { customer, currency, amount }
    const { coupon, code } = checks ? await redeemable(work, ref, target, now) : await redeemed(work, ref)
    reductions.push({ coupon, discount: buildDiscount(coupon, code, target, now) })
  }
  const taxRates = session._subscription_data.taxRates ?? []
  const priced = await pricedLines(work, lines, { reductions, taxRates, currency, customer })
  return { ...totalsOf(priced), lines: priced }
}

async function redeemed(
  work: Work,
  ref: DiscountRef,
): Promise<{ coupon: Coupon; code: PromotionCode | null }> {
  const code = ref.promotionCode === null ? null : await work.get('promotion_code', ref.promotionCode)
  const coupon = await work.find('coupon', code?.promotion.coupon ?? ref.coupon ?? '')
  if (coupon === undefined) throw new Error('a redeemed coupon stays on record')
  return { coupon, code }
}

export const discountRefs = (session: Pick<CheckoutSession, 'discounts'>): DiscountRef[] =>
  session.discounts.map(({ coupon, promotion_code }) => ({
    coupon: promotion_code === null ? coupon : null,
    promotionCode: promotion_code,
    discount: null,
    param: 'discounts',
  }))

/** Writes the sums that the session shows; a trial is free today. */
export async function withSessionTotals(
  work: Work,
  session: CheckoutSession,
  now: number,
): Promise<CheckoutSession> {
  if (session.mode === 'setup') return session
  const totals = await sessionTotals(work, session, now)
  const free = session._subscription_data.trial_period_days !== null
  return {
    ...session,
    amount_subtotal: free ? 0 : totals.subtotal,
    amount_total: free ? 0 : totals.total,
    total_details: {
      amount_discount: free ? 0 : totals.discount,
      amount_shipping: 0,
      amount_tax: free ? 0 : totals.tax,
    },
  }
}
