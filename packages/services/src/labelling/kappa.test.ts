import { describe, expect, it } from 'vitest'
import { cohenKappa, fleissKappa } from './kappa.ts'

const repeat = (pair: [string, string], times: number) => Array.from({ length: times }, () => pair)

describe('Cohen’s kappa', () => {
  it('gives 0.4 for 50 grants of which 20 are granted and 15 refused by both', () => {
    const pairs = [
      ...repeat(['yes', 'yes'], 20),
      ...repeat(['yes', 'no'], 5),
      ...repeat(['no', 'yes'], 10),
      ...repeat(['no', 'no'], 15),
    ]
    expect(
      cohenKappa(
        pairs.map(([a]) => a),
        pairs.map(([, b]) => b),
      ),
    ).toBeCloseTo(0.4, 10)
  })

  it('is 1 for full agreement, 0 for what chance gives, and unknown without a choice', () => {
    expect(cohenKappa(['a', 'b'], ['a', 'b'])).toBe(1)
    expect(cohenKappa(['a', 'a', 'b', 'b'], ['a', 'b', 'a', 'b'])).toBe(0)
    expect(cohenKappa(['a', 'a'], ['a', 'a'])).toBeNull()
    expect(cohenKappa([], [])).toBeNull()
  })
})

describe('Fleiss’ kappa', () => {
  it('gives 0.210 for the ten subjects, fourteen raters and five categories of the reference example', () => {
    const table = [
      [0, 0, 0, 0, 14],
      [0, 2, 6, 4, 2],
      [0, 0, 3, 5, 6],
      [0, 3, 9, 2, 0],
      [2, 2, 8, 1, 1],
      [7, 7, 0, 0, 0],
      [3, 2, 6, 3, 0],
      [2, 5, 3, 2, 2],
      [6, 5, 2, 1, 0],
      [0, 2, 2, 3, 7],
    ]
    const items = table.map((row) =>
      row.flatMap((count, category) => Array.from({ length: count }, () => `c${category}`)),
    )
    expect(fleissKappa(items)).toBeCloseTo(0.21, 3)
  })

  it('leaves out what only one person has labelled', () => {
    expect(fleissKappa([['a'], ['a', 'a'], ['b', 'b']])).toBe(1)
    expect(fleissKappa([['a'], ['b']])).toBeNull()
  })
})
