import { describe, expect, test } from 'vitest'
import { formOfQuote, parseSigned, partEvenly, readQuote, sumLines, sumMilestones } from './quote-form.ts'

const content = {
  currency: 'eur',
  lines: [{ description: 'Work', quantity: '2.5', unitPriceMinor: '9999' }],
  taxPercent: '19',
  milestones: [{ title: 'All', description: '', amountMinor: '29748', dueOn: null }],
  depositMinor: '1000',
  terms: 'Net',
  validUntil: '2030-01-31',
}

describe('the quote editor', () => {
  test('reads back what it shows', () => {
    expect(readQuote(formOfQuote(content, 'eur'), 'eur')).toEqual({ content })
  })

  test('sums as the server does, to the cent, and knows currencies without one', () => {
    const { lines } = formOfQuote(content, 'eur')
    expect(sumLines(lines, '19', 'eur')).toEqual({
      subtotalMinor: '24998',
      taxMinor: '4750',
      totalMinor: '29748',
    })
    expect(parseSigned('-1200', 'jpy')).toBe('-1200')
    expect(parseSigned('-12.50', 'eur')).toBe('-1250')
  })

  test('parts a total over milestones without losing a cent', () => {
    const amounts = partEvenly('10000', 3, 'eur')
    expect(amounts).toEqual(['33.33', '33.34', '33.33'])
    expect(
      sumMilestones(
        amounts.map((amount) => ({ amount })),
        'eur',
      ),
    ).toBe(10_000n)
  })

  test('says what it can not read', () => {
    const form = formOfQuote(content, 'eur')
    expect(readQuote({ ...form, deposit: 'much' }, 'eur')).toHaveProperty('error')
  })
})
