import { describe, expect, it } from 'vitest'
import { firstCurrency, yearlySaving } from './price-choice.ts'

describe('the currency that prices are shown in first', () => {
  it('is what the customer pays in, else that of the region where it is sold, else the main one', () => {
    const sold = ['usd', 'eur', 'jpy']
    expect(firstCurrency(sold, 'eur', 'ja')).toBe('eur')
    expect(firstCurrency(sold, null, 'ja')).toBe('jpy')
    expect(firstCurrency(sold, null, 'de')).toBe('eur')
    expect(firstCurrency(sold, null, 'en-GB')).toBe('usd')
    expect(firstCurrency(sold, null, 'not a language')).toBe('usd')
  })
})

describe('what a year saves', () => {
  it('is a whole percentage, and nothing where a year is no cheaper', () => {
    const of = (monthlyPriceMinor: string, yearlyMinor: string | null) =>
      yearlySaving({ monthlyPriceMinor, offer: { yearlyMinor } } as Parameters<typeof yearlySaving>[0])
    expect(of('2900', '29000')).toBe(16)
    expect(of('2900', '34800')).toBeNull()
    expect(of('2900', null)).toBeNull()
  })
})
