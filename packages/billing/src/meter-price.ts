import { z } from 'zod'
import { formatDecimal, parseDecimal, type Scaled } from './decimal.ts'

/** What is counted. Training is counted in whole seconds, stored data in whole GB-hours (10⁹ bytes for an hour). */
export const meters = ['predictions', 'batch_rows', 'training_seconds', 'storage_gb_hours'] as const
export type Meter = (typeof meters)[number]

const unitPriceText = z
  .string()
  .max(40)
  .refine((text) => {
    try {
      return parseDecimal(text) >= 0n
    } catch {
      return false
    }
  }, 'A price is a decimal number of minor units, not negative, with at most 12 places.')

const largestCount = 1_000_000_000_000

/** One step of a price; `upTo` counts billed units, and the last step has none. */
export const priceTierSchema = z.strictObject({
  upTo: z.int().min(1).max(largestCount).nullable(),
  /** Minor units for one unit, a decimal string. */
  unitMinor: unitPriceText,
})

/**
 * What a plan version asks for one meter in a period. `graduated`: each unit costs what its own step says.
 * `volume`: all units cost what the step says that the whole quantity falls into. Steps count what lies over
 * `included`.
 */
export const meterPriceSchema = z
  .strictObject({
    included: z.int().min(0).max(largestCount),
    mode: z.enum(['graduated', 'volume']),
    tiers: z.array(priceTierSchema).min(1).max(20),
    /** The least that a period costs, whole minor units. */
    minimumMinor: z.string().regex(/^\d{1,12}$/, 'A minimum must be a whole number of minor units.'),
  })
  .refine(
    ({ tiers }) =>
      tiers.every(({ upTo }, at) =>
        at === tiers.length - 1 ? upTo === null : upTo !== null && upTo > (tiers[at - 1]?.upTo ?? 0),
      ),
    { message: 'Tiers must rise, and the last one must have no end.', path: ['tiers'] },
  )

export type MeterPrice = z.infer<typeof meterPriceSchema>
export const meterPricesSchema = z.partialRecord(z.enum(meters), meterPriceSchema)
export type MeterPrices = z.infer<typeof meterPricesSchema>

const overIncluded = (price: MeterPrice, quantity: bigint): bigint => {
  if (quantity < 0n) throw new RangeError(`A quantity is not negative: ${quantity}`)
  const over = quantity - BigInt(price.included)
  return over > 0n ? over : 0n
}

/** `Math.max` knows no bigints. */
const larger = (left: bigint, right: bigint): bigint => {
  if (left > right) return left
  return right
}

type Step = { from: bigint; to: bigint | null; unit: Scaled }

const stepsOf = (price: MeterPrice): Step[] => {
  let from = 0n
  return price.tiers.map(({ upTo, unitMinor }) => {
    const step = { from, to: upTo === null ? null : BigInt(upTo), unit: parseDecimal(unitMinor) }
    from = step.to ?? from
    return step
  })
}

/** Exact minor units for `quantity` units of a period, a decimal string; the minimum is left out. */
export const usageCost = (price: MeterPrice, quantity: bigint): string => {
  const billed = overIncluded(price, quantity)
  let cost = 0n
  for (const { from, to, unit } of stepsOf(price)) {
    if (billed <= from) break
    const within = to === null || billed <= to
    if (price.mode === 'graduated') cost += ((within ? billed : (to ?? billed)) - from) * unit
    else if (within) cost = billed * unit
  }
  return formatDecimal(cost)
}

/** What a period costs, exact: the usage, or the minimum where that is more. */
export const periodCost = (price: MeterPrice, quantity: bigint): string => {
  const cost = parseDecimal(usageCost(price, quantity))
  const minimum = parseDecimal(price.minimumMinor)
  return formatDecimal(larger(cost, minimum))
}

/**
 * The largest quantity up to which no quantity costs more than `amountMinor`; null where there is none. With
 * `volume` a larger quantity may be cheaper again: it is not counted on.
 */
export const unitsWithin = (price: MeterPrice, amountMinor: string): bigint | null => {
  let left = parseDecimal(amountMinor)
  const included = BigInt(price.included)
  if (left < 0n) return 0n
  for (const { from, to, unit } of stepsOf(price)) {
    if (unit === 0n) {
      if (to === null) return null
      continue
    }
    const affordable = price.mode === 'graduated' ? from + left / unit : left / unit
    if (to === null || affordable < to) return included + larger(affordable, from)
    if (price.mode === 'graduated') left -= (to - from) * unit
  }
  return null
}

/** The price that a plan version from before there were steps asks for predictions; null: its allowance is a limit. */
export const simplePrice = (terms: { included: number; unitMinor: string | null }): MeterPrice | null =>
  terms.unitMinor === null
    ? null
    : {
        included: terms.included,
        mode: 'graduated',
        tiers: [{ upTo: null, unitMinor: terms.unitMinor }],
        minimumMinor: '0',
      }
