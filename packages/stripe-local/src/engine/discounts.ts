import { invalid } from '../http/errors.ts'
import type { Customer, Line } from '../model.ts'
import type { Coupon, Discount, PromotionCode } from '../model-discounts.ts'
import { boundary } from './calendar.ts'
import { newId } from './ids.ts'
import { roundHalfUp } from './rating.ts'
import type { Work } from './work.ts'

/** What a request names in `discounts`: one of the three. */
export interface DiscountRef {
  coupon: string | null
  promotionCode: string | null
  discount: string | null
  param: string
}

export interface DiscountTarget {
  customer: Customer | null
  currency: string
  /** The amount that a promotion code's minimum is held against. */
  amount: number
  subscription?: string
  subscriptionItem?: string
  invoice?: string
  invoiceItem?: string
  session?: string
}

export const isExpired = (coupon: Coupon, now: number): boolean =>
  (coupon.redeem_by !== null && coupon.redeem_by < now) ||
  (coupon.max_redemptions !== null && coupon.times_redeemed >= coupon.max_redemptions)

/** The coupon and code behind a reference, held against their own conditions. @throws StripeError 400 */
export async function redeemable(
  work: Work,
  ref: DiscountRef,
  target: DiscountTarget,
  now: number,
): Promise<{ coupon: Coupon; code: PromotionCode | null }> {
  const code =
    ref.promotionCode === null ? null : await work.get('promotion_code', ref.promotionCode, ref.param)
  const couponId = code?.promotion.coupon ?? ref.coupon
  if (couponId === null)
    throw invalid(
      'A discount needs a coupon, a promotion_code or a discount.',
      ref.param,
      'parameter_missing',
    )
  const coupon = await work.get('coupon', couponId, ref.param)
  if (isExpired(coupon, now)) throw invalid(`Coupon expired: ${coupon.id}`, ref.param, 'coupon_expired')
  if (coupon.amount_off !== null && amountOff(coupon, target.currency) === null)
    throw invalid(
      `The coupon is in ${coupon.currency ?? ''} and cannot discount an amount in ${target.currency}.`,
      ref.param,
    )
  if (code !== null) await holdCode(work, code, target, now, ref.param)
  return { coupon, code }
}

async function holdCode(
  work: Work,
  code: PromotionCode,
  target: DiscountTarget,
  now: number,
  param: string,
): Promise<void> {
  const used = code.max_redemptions !== null && code.times_redeemed >= code.max_redemptions
  if (!code.active || used || (code.expires_at !== null && code.expires_at < now))
    throw invalid(
      'This promotion code cannot be redeemed because it is inactive.',
      param,
      'promotion_code_expired',
    )
  if (code.customer !== null && code.customer !== target.customer?.id)
    throw invalid('This promotion code cannot be redeemed by this customer.', param)
  const {
    first_time_transaction: firstTime,
    minimum_amount: minimum,
    minimum_amount_currency,
  } = code.restrictions
  if (minimum !== null && (minimum_amount_currency !== target.currency || target.amount < minimum))
    throw invalid('The amount is below the minimum for this promotion code.', param)
  if (!firstTime || target.customer === null) return
  const charges = await work.where('charge', { match: { customer: target.customer.id, paid: true } })
  if (charges.length > 0)
    throw invalid(
      'This promotion code cannot be redeemed because the customer has prior transactions.',
      param,
    )
}

export function amountOff(coupon: Coupon, currency: string): number | null {
  if (coupon.currency === currency) return coupon.amount_off
  return coupon._currency_options[currency]?.amount_off ?? null
}

/** Redeems a reference for its target; a discount that is named again keeps running as it is. */
export async function redeem(
  work: Work,
  ref: DiscountRef,
  target: DiscountTarget,
  now: number,
): Promise<Discount> {
  if (ref.discount !== null) return await work.get('discount', ref.discount, ref.param)
  const { coupon, code } = await redeemable(work, ref, target, now)
  await work.save('coupon', { ...coupon, times_redeemed: coupon.times_redeemed + 1 })
  if (code !== null) await work.save('promotion_code', { ...code, times_redeemed: code.times_redeemed + 1 })
  const discount = buildDiscount(coupon, code, target, now)
  const lasting = target.subscription !== undefined
  return await work.create('discount', discount, lasting ? 'customer.discount.created' : undefined)
}

export function buildDiscount(
  coupon: Coupon,
  code: PromotionCode | null,
  target: DiscountTarget,
  now: number,
): Discount {
  return {
    id: newId('di'),
    object: 'discount',
    checkout_session: target.session ?? null,
    created: now,
    customer: target.customer?.id ?? null,
    customer_account: null,
    end:
      coupon.duration === 'repeating' && coupon.duration_in_months !== null
        ? boundary(now, 'month', coupon.duration_in_months, 1)
        : null,
    invoice: target.invoice ?? null,
    invoice_item: target.invoiceItem ?? null,
    promotion_code: code?.id ?? null,
    source: { coupon: coupon.id, type: 'coupon' },
    start: now,
    subscription: target.subscription ?? null,
    subscription_item: target.subscriptionItem ?? null,
  }
}

export interface Reduction {
  discount: Discount
  coupon: Coupon
}

export async function reductions(work: Work, ids: string[]): Promise<Reduction[]> {
  const found: Reduction[] = []
  for (const id of ids) {
    const discount = await work.get('discount', id)
    const coupon = await work.find('coupon', discount.source.coupon)
    if (coupon !== undefined) found.push({ discount, coupon })
  }
  return found
}

const productOf = (line: Line): string | null => line.pricing?.price_details.product ?? null

/** What each reduction takes off each line, in the order given; a line never falls below zero. */
export function reduceLines(
  lines: Line[],
  reductionsOf: (line: Line) => Reduction[],
  currency: string,
): Line[] {
  const open = lines.map((line) => (line['discountable'] === false ? 0 : Math.max(0, line.amount)))
  const taken = lines.map((): { amount: number; discount: string }[] => [])
  const all = new Map<string, Reduction>()
  for (const line of lines) for (const one of reductionsOf(line)) all.set(one.discount.id, one)
  for (const { discount, coupon } of all.values()) {
    const eligible = lines.flatMap((line, index) => {
      const applies = reductionsOf(line).some((one) => one.discount.id === discount.id)
      const product = productOf(line)
      const fits = coupon._products === null || (product !== null && coupon._products.includes(product))
      return applies && fits && (open[index] ?? 0) > 0 ? [index] : []
    })
    const shares = share(
      coupon,
      eligible.map((index) => open[index] ?? 0),
      currency,
    )
    for (const [position, index] of eligible.entries()) {
      const amount = shares[position] ?? 0
      open[index] = (open[index] ?? 0) - amount
      taken[index]?.push({ amount, discount: discount.id })
    }
  }
  return lines.map((line, index) => ({ ...line, discount_amounts: taken[index] ?? [] }))
}

/** A percentage of each amount, or a fixed sum spread over all so that the parts add up to it. */
function share(coupon: Coupon, amounts: number[], currency: string): number[] {
  if (coupon.percent_off !== null) return amounts.map((amount) => percentOf(amount, coupon.percent_off ?? 0))
  const total = amounts.reduce((sum, amount) => sum + amount, 0)
  const off = Math.min(amountOff(coupon, currency) ?? 0, total)
  let before = 0
  let given = 0
  return amounts.map((amount) => {
    before += amount
    const upTo = total === 0 ? 0 : Number(roundHalfUp(BigInt(off) * BigInt(before), BigInt(total)))
    const part = upTo - given
    given = upTo
    return part
  })
}

const percentScale = 10_000

/** Whole minor units, halves away from zero. */
export const percentOf = (amount: number, percent: number): number =>
  Number(roundHalfUp(BigInt(amount) * BigInt(Math.round(percent * percentScale)), BigInt(100 * percentScale)))
