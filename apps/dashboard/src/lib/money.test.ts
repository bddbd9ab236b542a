import { describe, expect, it } from 'vitest'
import { formatMoney, parseMoney, shiftDecimal, thousandOf } from './money.ts'

describe('money', () => {
  it('moves the decimal point without a float', () => {
    expect(shiftDecimal('1999', 2)).toBe('19.99')
    expect(shiftDecimal('5', 2)).toBe('0.05')
    expect(shiftDecimal('-120', 2)).toBe('-1.2')
    expect(shiftDecimal('0.12', 2)).toBe('0.0012')
    expect(shiftDecimal('900719925474099399', 2)).toBe('9007199254740993.99')
    expect(shiftDecimal('500', 0)).toBe('500')
  })

  it('says what a thousand cost', () => {
    expect(['0.03', '0.0125', '2', '0.000000000001', '0'].map(thousandOf)).toEqual([
      '30',
      '12.5',
      '2000',
      '0.000000001',
      '0',
    ])
  })

  it('formats minor units in their currency, whatever its number of decimals', () => {
    expect(formatMoney('4900', 'usd')).toBe('$49.00')
    expect(formatMoney('4900', 'jpy')).toBe('¥4,900')
    expect(formatMoney('-5', 'usd')).toBe('-$0.05')
  })

  it('formats amounts beyond what a float holds exactly', () => {
    expect(formatMoney('900719925474099399', 'usd')).toBe('$9,007,199,254,740,993.99')
  })

  it('shows the small change of an exact amount where asked to', () => {
    expect(formatMoney('0.12', 'usd')).toBe('$0.00')
    expect(formatMoney('0.120000000000', 'usd', { maxDigits: 8 })).toBe('$0.0012')
  })

  it('reads what a person types, and refuses what is no amount', () => {
    expect(parseMoney('49', 'usd')).toBe('4900')
    expect(parseMoney(' 1,200.5 ', 'usd')).toBe('120050')
    expect(parseMoney('0.0012', 'usd', 8)).toBe('0.12')
    expect(parseMoney('500', 'jpy')).toBe('500')
    for (const typed of ['', '-1', '1.234', '1e3', 'abc', '.5', '5.']) {
      expect(parseMoney(typed, 'usd')).toBeNull()
    }
  })

  it('reads back what the editor shows', () => {
    for (const minor of ['0', '1', '4900', '29900', '1234567']) {
      expect(parseMoney(shiftDecimal(minor, 2), 'usd')).toBe(minor)
    }
  })
})
