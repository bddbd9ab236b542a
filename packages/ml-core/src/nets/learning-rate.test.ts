import { expect, test } from 'vitest'
import { learningRateAt } from './learning-rate.ts'

test('a constant rate stays', () => {
  expect(learningRateAt('constant', 0.1, 99, 100, [1, 2, 3])).toBe(0.1)
})

test('a cosine warms up, is highest then, and falls to nothing', () => {
  const rates = Array.from({ length: 100 }, (_, step) => learningRateAt('cosine', 0.1, step, 100, []))
  expect(rates[0]).toBeCloseTo(0.02)
  expect(Math.max(...rates)).toBeCloseTo(0.1)
  expect(rates[52]).toBeCloseTo(0.05, 2)
  expect(rates[99]).toBeLessThan(0.001)
})

test('a plateau halves the rate after two epochs without a lower loss, and again after two more', () => {
  const at = (losses: (number | null)[]) => learningRateAt('plateau', 0.1, 0, 100, losses)
  expect([at([]), at([2, 1]), at([2, 1, 1.5])]).toEqual([0.1, 0.1, 0.1])
  expect(at([2, 1, 1.5, 1.2])).toBe(0.05)
  expect(at([2, 1, 1.5, 1.2, 1.3, 1.1])).toBe(0.025)
  expect(at([null, null, null, null])).toBe(0.1)
})
