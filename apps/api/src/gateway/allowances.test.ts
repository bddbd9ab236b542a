import { expect, test } from 'vitest'
import { openAllowances } from './allowances.ts'

test('as many at once as the burst, then so many a second, and each name by itself', () => {
  let nowMs = 0
  const { take } = openAllowances(2, 3, () => nowMs)
  const taken = (name: string, tries: number) =>
    Array.from({ length: tries }, () => take(name)).filter(Boolean).length
  expect(taken('a', 10)).toBe(3)
  nowMs = 1_000
  expect(taken('a', 10)).toBe(2)
  expect(taken('b', 10)).toBe(3)
  nowMs = 60_000
  expect(taken('a', 10)).toBe(3)
})
