import { expect, test } from 'vitest'
import { gainsOf, liftAt } from './gains.ts'

// Ten rows, two of the class: the likeliest row is one, the other lies fourth.
const points = [
  { threshold: 0.9, tp: 1, fp: 0, fn: 1, tn: 8 },
  { threshold: 0.6, tp: 2, fp: 2, fn: 0, tn: 6 },
  { threshold: 0.1, tp: 2, fp: 8, fn: 0, tn: 0 },
]

test('gains run from nothing to everything', () => {
  const gains = gainsOf({ points })
  expect(gains[0]).toEqual({ looked: 0, found: 0 })
  expect(gains[1]).toEqual({ looked: 0.1, found: 0.5 })
  expect(gains.at(-1)).toEqual({ looked: 1, found: 1 })
})

test('lift is the share found over the share looked at', () => {
  const gains = gainsOf({ points })
  expect(liftAt(gains, 0.1)).toBeCloseTo(5, 12)
  expect(liftAt(gains, 0.4)).toBeCloseTo(2.5, 12)
  expect(liftAt(gains, 0.25)).toBeCloseTo((0.5 + 0.25) / 0.25, 12)
  expect(liftAt(gains, 1)).toBeCloseTo(1, 12)
})
