import { expect, test } from 'vitest'
import { chooseThreshold, stopFrom } from './wanted-threshold.ts'

const unseen = [
  { threshold: 0.9, tp: 4, fp: 0, fn: 6, tn: 90 },
  { threshold: 0.6, tp: 8, fp: 2, fn: 2, tn: 88 },
  { threshold: 0.3, tp: 9, fp: 9, fn: 1, tn: 81 },
  { threshold: 0.1, tp: 10, fp: 90, fn: 0, tn: 0 },
]

test('chooses the greatest F1, and the most that a wanted precision or recall leaves', () => {
  expect(chooseThreshold(unseen, { measure: 'f1' })).toBe(0.6)
  expect(chooseThreshold(unseen, { measure: 'precision', atLeast: 0.95 })).toBe(0.9)
  expect(chooseThreshold(unseen, { measure: 'precision', atLeast: 0.8 })).toBe(0.6)
  expect(chooseThreshold(unseen, { measure: 'recall', atLeast: 0.85 })).toBe(0.3)
  expect(chooseThreshold(unseen, { measure: 'recall', atLeast: 1 })).toBe(0.1)
})

test('chooses none where no threshold keeps what is wanted', () => {
  expect(chooseThreshold(unseen.slice(1), { measure: 'precision', atLeast: 0.99 })).toBeNull()
})

test('a chosen threshold stands at the next stop above it', () => {
  const steps = unseen.toReversed()
  expect(stopFrom(steps, 0.2)).toBe(1)
  expect(stopFrom(steps, 0.6)).toBe(2)
  expect(stopFrom(steps, 0.95)).toBe(3)
})
