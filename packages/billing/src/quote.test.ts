import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { shareTax, totalLines } from './quote.ts'

describe('lines of a quote', () => {
  test('14: each line is rounded once, half up, after quantity × price, and the tax once on their sum', () => {
    expect(
      totalLines(
        [
          { quantity: '2.5', unitPriceMinor: '9999' },
          { quantity: '3', unitPriceMinor: '0.5' },
          { quantity: '1', unitPriceMinor: '-1000' },
        ],
        '19',
      ),
    ).toEqual({
      lines: [24_998n, 2n, -1_000n],
      subtotalMinor: 24_000n,
      taxMinor: 4_560n,
      totalMinor: 28_560n,
    })
  })

  test('13: a decimal that a float would lose is exact', () => {
    const { totalMinor } = totalLines([{ quantity: '0.1', unitPriceMinor: '30000000000000000001' }], '0')
    expect(totalMinor).toBe(3_000_000_000_000_000_000n)
  })
})

describe('the tax within the parts of a total', () => {
  const amount = fc.bigInt({ min: -10_000_000n, max: 10_000_000n })
  test('24: comes to the whole tax, whatever the parts are', () => {
    fc.assert(
      fc.property(fc.array(amount, { minLength: 1, maxLength: 20 }), amount, (amounts, tax) => {
        const total = amounts.reduce((sum, part) => sum + part, 0n)
        fc.pre(total !== 0n)
        const shares = shareTax(amounts, total, tax)
        expect(shares.reduce((sum, part) => sum + part, 0n)).toBe(tax)
      }),
    )
  })

  test('is refused where the parts do not come to the total', () => {
    expect(() => shareTax([1n, 2n], 4n, 1n)).toThrow(RangeError)
  })
})
