import { array, assert, bigInt, boolean, constantFrom, integer, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatDecimal, parseDecimal } from './decimal.ts'
import {
  type MeterPrice,
  meterPriceSchema,
  periodCost,
  simplePrice,
  unitsWithin,
  usageCost,
} from './meter-price.ts'
import { overageOf, roundLine } from './pricing.ts'

const anyPrice = record({
  included: integer({ min: 0, max: 500 }),
  mode: constantFrom('graduated' as const, 'volume' as const),
  widths: array(integer({ min: 1, max: 400 }), { maxLength: 4 }),
  units: array(bigInt({ min: 0n, max: 3_000_000_000_000n }), { minLength: 5, maxLength: 5 }),
  lastIsFree: boolean(),
  minimum: integer({ min: 0, max: 2_000 }),
}).map(({ included, mode, widths, units, lastIsFree, minimum }): MeterPrice => {
  let upTo = 0
  const ends = [...widths.map((width) => (upTo += width)), null]
  const unitOf = (at: number): string =>
    lastIsFree && at === ends.length - 1 ? '0' : formatDecimal(units[at] ?? 0n)
  return {
    included,
    mode,
    tiers: ends.map((end, at) => ({ upTo: end, unitMinor: unitOf(at) })),
    minimumMinor: String(minimum),
  }
})
const anyQuantity = integer({ min: 0, max: 3_000 }).map(BigInt)

/** Unit by unit, as a person would count it. */
const countedOut = (price: MeterPrice, quantity: bigint): bigint => {
  const stepOf = (unit: bigint) =>
    parseDecimal(price.tiers.find(({ upTo }) => upTo === null || unit <= BigInt(upTo))?.unitMinor ?? '0')
  const billed = quantity > BigInt(price.included) ? quantity - BigInt(price.included) : 0n
  if (price.mode === 'volume') return billed === 0n ? 0n : billed * stepOf(billed)
  let sum = 0n
  for (let unit = 1n; unit <= billed; unit++) sum += stepOf(unit)
  return sum
}

describe('13: prices in steps are exact', () => {
  it('costs what counting unit by unit gives, in both modes', () => {
    assert(
      property(anyPrice, anyQuantity, (price, quantity) => {
        expect(meterPriceSchema.parse(price)).toEqual(price)
        expect(parseDecimal(usageCost(price, quantity))).toBe(countedOut(price, quantity))
      }),
      { numRuns: 300 },
    )
  })

  it('adds up: graduated costs of the parts of a period are the cost of the whole', () => {
    assert(
      property(anyPrice, array(anyQuantity, { maxLength: 20 }), (any, parts) => {
        const price = { ...any, mode: 'graduated' as const }
        let through = 0n
        let sum = 0n
        for (const part of parts) {
          sum += parseDecimal(usageCost(price, through + part)) - parseDecimal(usageCost(price, through))
          through += part
        }
        expect(sum).toBe(parseDecimal(usageCost(price, through)))
      }),
    )
  })

  it('never costs less than the minimum of a period, and no more than the larger of both', () => {
    assert(
      property(anyPrice, anyQuantity, (price, quantity) => {
        const [cost, usage] = [periodCost(price, quantity), usageCost(price, quantity)].map(parseDecimal)
        const minimum = parseDecimal(price.minimumMinor)
        expect(cost === minimum || cost === usage).toBe(true)
        expect((cost ?? 0n) >= minimum && (cost ?? 0n) >= (usage ?? 0n)).toBe(true)
      }),
    )
  })

  it('rounds the line of a period once, half up', () => {
    const price: MeterPrice = {
      included: 0,
      mode: 'graduated',
      tiers: [
        { upTo: 3, unitMinor: '0.1' },
        { upTo: null, unitMinor: '0.05' },
      ],
      minimumMinor: '0',
    }
    expect(roundLine(periodCost(price, 7n))).toEqual({
      exactAmount: '0.5',
      amountMinor: 1n,
      roundingDelta: '0.5',
    })
  })

  it('is for a plan version without steps what its overage always was', () => {
    assert(
      property(integer({ min: 0, max: 1_000 }), anyQuantity, (included, quantity) => {
        const price = simplePrice({ included, unitMinor: '0.06' })
        expect(price && usageCost(price, quantity)).toBe(
          overageOf(quantity, { included, overagePer1000Minor: '60' }),
        )
      }),
    )
    expect(simplePrice({ included: 5, unitMinor: null })).toBeNull()
  })
})

describe('8: an amount of money is a number of units', () => {
  it('finds the last unit before the first that costs more', () => {
    assert(
      property(anyPrice, bigInt({ min: 0n, max: 2_000_000_000_000_000n }), (price, amount) => {
        const units = unitsWithin(price, formatDecimal(amount))
        const costs = (quantity: bigint) => parseDecimal(usageCost(price, quantity))
        for (const step of [0, ...price.tiers.map(({ upTo }) => upTo ?? 5_000)]) {
          const quantity = BigInt(price.included + step)
          if (units === null || quantity <= units) expect(costs(quantity) <= amount).toBe(true)
        }
        if (units === null) return
        expect(costs(units) <= amount).toBe(true)
        expect(costs(units + 1n) > amount).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})

it.each([
  [[], 'no step'],
  [[{ upTo: 5, unitMinor: '1' }], 'a last step that ends'],
  [
    [
      { upTo: 5, unitMinor: '1' },
      { upTo: 5, unitMinor: '1' },
      { upTo: null, unitMinor: '1' },
    ],
    'steps that do not rise',
  ],
  [[{ upTo: null, unitMinor: '-1' }], 'a negative price'],
  [[{ upTo: null, unitMinor: '1e3' }], 'a float'],
])('refuses %j: %s', (tiers) => {
  expect(meterPriceSchema.safeParse({ included: 0, mode: 'volume', tiers, minimumMinor: '0' }).success).toBe(
    false,
  )
})
