import { expect, test } from 'vitest'
import { trainingSecondsFor } from './training-price.ts'

const plan = (monthlyPriceMinor: bigint, trainingMinutesPerMonth: number | null) => ({
  monthlyPriceMinor,
  limits: { trainingMinutesPerMonth },
})

test("an amount is worth its share of the plan's training minutes, rounded down", () => {
  expect(trainingSecondsFor(plan(2_900n, 600), 2_900n)).toBe(36_000)
  expect(trainingSecondsFor(plan(2_900n, 600), 10n)).toBe(124)
})

test('where training costs nothing, no amount says how long', () => {
  expect(trainingSecondsFor(plan(0n, 30), 100n)).toBeNull()
  expect(trainingSecondsFor(plan(2_900n, null), 100n)).toBeNull()
})
