import type { Price, Tier } from '../model.ts'

const scale = 10n ** 12n

/** `"0.25"` minor units → 250000000000n (12 places). */
export function scaled(decimal: string): bigint {
  const [whole = '0', places = ''] = decimal.split('.')
  return BigInt(whole) * scale + BigInt(places.padEnd(12, '0').slice(0, 12))
}

/** numerator / denominator to the nearest whole number, halves away from zero, so that a credit mirrors its debit. */
export function roundHalfUp(numerator: bigint, denominator: bigint): bigint {
  if (numerator < 0n) return -roundHalfUp(-numerator, denominator)
  return (2n * numerator + denominator) / (2n * denominator)
}

/** Exact amount in 10⁻¹² minor units. Stripe: https://docs.stripe.com/products-prices/pricing-models */
export function exactAmount(price: Price, quantity: bigint): bigint {
  if (price._tiers !== null)
    return price.tiers_mode === 'volume' ? volume(price._tiers, quantity) : graduated(price._tiers, quantity)
  return scaled(price.unit_amount_decimal ?? '0') * billedUnits(price, quantity)
}

/** Minor units, rounded once. */
export const amountMinor = (price: Price, quantity: bigint): number =>
  Number(roundHalfUp(exactAmount(price, quantity), scale))

/** The part of an amount that falls on `part` of `whole` seconds, of which a share was left by discounts, rounded once. */
export function proratedMinor(
  price: Price,
  quantity: bigint,
  part: number,
  whole: number,
  share = { part: 1n, of: 1n },
): number {
  if (whole <= 0) return 0
  const numerator = exactAmount(price, quantity) * BigInt(part) * share.part
  return Number(roundHalfUp(numerator, scale * BigInt(whole) * share.of))
}

function billedUnits(price: Price, quantity: bigint): bigint {
  const transform = price.transform_quantity
  if (transform === null) return quantity
  const divisor = BigInt(transform.divide_by)
  return transform.round === 'up' ? (quantity + divisor - 1n) / divisor : quantity / divisor
}

const unit = (tier: Tier): bigint => scaled(tier.unit_amount_decimal ?? '0')
const flat = (tier: Tier): bigint => scaled(tier.flat_amount_decimal ?? '0')

/** Each tier prices the units that fall into it; the first tier's flat amount is due even without usage. */
function graduated(tiers: Tier[], quantity: bigint): bigint {
  let total = 0n
  let below = 0n
  for (const [index, tier] of tiers.entries()) {
    if (index > 0 && quantity <= below) break
    const top = tier.up_to === null ? quantity : BigInt(tier.up_to)
    const inTier = (quantity < top ? quantity : top) - below
    total += unit(tier) * inTier + flat(tier)
    below = top
  }
  return total
}

/** The tier that the whole quantity reaches prices every unit. */
function volume(tiers: Tier[], quantity: bigint): bigint {
  const reached = tiers.find((tier) => tier.up_to === null || quantity <= BigInt(tier.up_to))
  return reached === undefined ? 0n : unit(reached) * quantity + flat(reached)
}
