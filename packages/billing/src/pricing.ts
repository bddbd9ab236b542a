import { formatDecimal, parseDecimal, roundToMinor, type Scaled, scaledFromInteger } from './decimal.ts'

export type UsageTerms = {
  /** Units that the base price covers. */
  included: number
  /** Minor units per 1,000 units over the allowance, a decimal string; null: nothing is ever billed. */
  overagePer1000Minor: string | null
}

export type RatedEvent = {
  id: string
  includedQuantity: bigint
  billedQuantity: bigint
  /** Minor units before rounding, a decimal string. */
  exactAmount: string
}

export type RatedUsage = {
  events: RatedEvent[]
  quantity: bigint
  includedQuantity: bigint
  billedQuantity: bigint
  exactAmount: string
  /** The line's amount: rounded once, half up. */
  amountMinor: bigint
  /** `amountMinor − exactAmount`. */
  roundingDelta: string
}

/**
 * The price of one unit, as Stripe takes it. Per-1,000 prices have at most 9 places, so that dividing by
 * 1,000 stays exact within Stripe's 12.
 * @throws RangeError for a finer or negative price
 */
export const unitPrice = (overagePer1000Minor: string): string =>
  formatDecimal(unitScaled(overagePer1000Minor))

const unitScaled = (overagePer1000Minor: string): Scaled => {
  const per1000 = parseDecimal(overagePer1000Minor)
  if (per1000 < 0n || per1000 % 1000n !== 0n)
    throw new RangeError(`A price per 1,000 is not negative and has at most 9 places: ${overagePer1000Minor}`)
  return per1000 / 1000n
}

/** Exact overage of `quantity` units, in minor units as a decimal string. */
export const overageOf = (quantity: bigint, terms: UsageTerms): string => {
  const billed = quantity - BigInt(terms.included)
  if (billed <= 0n || terms.overagePer1000Minor === null) return '0'
  return formatDecimal(billed * unitScaled(terms.overagePer1000Minor))
}

export type RoundedAmount = { exactAmount: string; amountMinor: bigint; roundingDelta: string }

/** Rounds a line's exact amount once, half up, and keeps what the rounding moved. */
export const roundLine = (exactAmount: string): RoundedAmount => {
  const exact = parseDecimal(exactAmount)
  const amountMinor = roundToMinor(exact)
  return {
    exactAmount: formatDecimal(exact),
    amountMinor,
    roundingDelta: formatDecimal(scaledFromInteger(amountMinor) - exact),
  }
}

/**
 * Rates one line: the events, in their order, use up the allowance first; what lies over it is billed. An
 * event that straddles the border is split.
 */
export const rateUsage = (
  events: Iterable<{ id: string; quantity: number }>,
  terms: UsageTerms,
): RatedUsage => {
  const unit = terms.overagePer1000Minor === null ? null : unitScaled(terms.overagePer1000Minor)
  let room = BigInt(terms.included)
  let quantity = 0n
  let billed = 0n
  const rated: RatedEvent[] = []
  for (const event of events) {
    if (!Number.isSafeInteger(event.quantity) || event.quantity < 0)
      throw new RangeError(`Usage events must count whole units: ${event.id} has ${event.quantity}`)
    const units = BigInt(event.quantity)
    const included = unit === null || units <= room ? units : room
    room = units <= room ? room - units : 0n
    quantity += units
    billed += units - included
    rated.push({
      id: event.id,
      includedQuantity: included,
      billedQuantity: units - included,
      exactAmount: formatDecimal((units - included) * (unit ?? 0n)),
    })
  }
  return {
    events: rated,
    quantity,
    includedQuantity: quantity - billed,
    billedQuantity: billed,
    ...roundLine(formatDecimal(billed * (unit ?? 0n))),
  }
}
