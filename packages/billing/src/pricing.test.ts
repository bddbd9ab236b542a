import { describe, expect, it } from 'vitest'
import { formatDecimal, parseDecimal } from './decimal.ts'
import { addMoney, CurrencyMismatch, sumMoney } from './money.ts'
import { overageOf, rateUsage, unitPrice } from './pricing.ts'

const events = (...quantities: number[]) => quantities.map((quantity, at) => ({ id: `use_${at}`, quantity }))

describe('13: no floats, and currencies are never mixed', () => {
  it('carries 0.1 + 0.2 exactly and the largest numeric(38,12) without loss', () => {
    expect(formatDecimal(parseDecimal('0.1') + parseDecimal('0.2'))).toBe('0.3')
    const large = '99999999999999999999999999.999999999999'
    expect(formatDecimal(parseDecimal(large))).toBe(large)
    expect(formatDecimal(parseDecimal('-0.500'))).toBe('-0.5')
  })

  it.each(['', 'x', '1e3', '.5', '1.', '0.0000000000001', 'NaN', 'Infinity', '1,5', ' 1'])(
    'refuses %j as an amount',
    (text) => {
      expect(() => parseDecimal(text)).toThrow(RangeError)
    },
  )

  it('refuses to add amounts of two currencies', () => {
    const dollars = { currency: 'usd', minor: 100n }
    expect(() => addMoney(dollars, { currency: 'eur', minor: 1n })).toThrow(CurrencyMismatch)
    expect(sumMoney('usd', [dollars, dollars])).toEqual({ currency: 'usd', minor: 200n })
  })

  it('refuses a price per 1,000 that a single unit could not carry exactly', () => {
    expect(unitPrice('60')).toBe('0.06')
    expect(unitPrice('0.000000001')).toBe('0.000000000001')
    expect(() => unitPrice('0.0000000001')).toThrow(RangeError)
    expect(() => unitPrice('-1')).toThrow(RangeError)
  })

  it('12: refuses fractions of a unit', () => {
    expect(() => rateUsage(events(1.5), { included: 0, overagePer1000Minor: '1' })).toThrow(RangeError)
  })
})

describe('14: a line is rounded once, after quantity × price, half up', () => {
  it('adds the exact amounts of the events and rounds only their sum', () => {
    const rated = rateUsage(events(...Array.from({ length: 100 }, () => 1)), {
      included: 0,
      overagePer1000Minor: '5',
    })
    expect(rated.events.every((event) => event.exactAmount === '0.005')).toBe(true)
    expect(rated).toMatchObject({ exactAmount: '0.5', amountMinor: 1n, roundingDelta: '0.5' })
  })

  it('rounds a half up and less than a half down, and keeps the difference', () => {
    expect(rateUsage(events(25), { included: 0, overagePer1000Minor: '60' })).toMatchObject({
      exactAmount: '1.5',
      amountMinor: 2n,
      roundingDelta: '0.5',
    })
    expect(rateUsage(events(24), { included: 0, overagePer1000Minor: '60' })).toMatchObject({
      exactAmount: '1.44',
      amountMinor: 1n,
      roundingDelta: '-0.44',
    })
  })

  it('uses the allowance up in order and splits the event that crosses it', () => {
    const rated = rateUsage(events(600, 600, 10), { included: 1000, overagePer1000Minor: '60' })
    expect(
      rated.events.map((event) => [event.includedQuantity, event.billedQuantity, event.exactAmount]),
    ).toEqual([
      [600n, 0n, '0'],
      [400n, 200n, '12'],
      [0n, 10n, '0.6'],
    ])
    expect(rated).toMatchObject({
      quantity: 1210n,
      includedQuantity: 1000n,
      billedQuantity: 210n,
      exactAmount: '12.6',
      amountMinor: 13n,
    })
    expect(overageOf(1210n, { included: 1000, overagePer1000Minor: '60' })).toBe('12.6')
  })

  it('the events of a line add up to its exact amount for any split of the same quantity', () => {
    const terms = { included: 777, overagePer1000Minor: '33.333333333' }
    let state = 7
    for (let round = 0; round < 50; round++) {
      const quantities: number[] = []
      let left = 3000
      while (left > 0) {
        state = (state * 48271) % 2147483647
        const take = Math.min(left, (state % 400) + 1)
        quantities.push(take)
        left -= take
      }
      const rated = rateUsage(events(...quantities), terms)
      const sum = rated.events.reduce((total, event) => total + parseDecimal(event.exactAmount), 0n)
      expect(formatDecimal(sum)).toBe(rated.exactAmount)
      expect(rated.exactAmount).toBe(overageOf(3000n, terms))
    }
  })

  it('bills nothing where the plan has no overage price', () => {
    expect(rateUsage(events(5000), { included: 1000, overagePer1000Minor: null })).toMatchObject({
      billedQuantity: 0n,
      amountMinor: 0n,
    })
  })
})
