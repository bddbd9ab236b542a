import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { classifyMovement, mrrBridge } from './mrr.ts'
import { afterChurn, type CustomerMovement, lifetimeValue, retention, revenueChurn } from './retention.ts'

/** What customers come to pay, in the order of time. */
const steps = fc.array(
  fc.record({
    customer: fc.integer({ min: 0, max: 6 }),
    to: fc.constantFrom(0n, 2_900n, 14_900n, 2_417n),
    day: fc.integer({ min: 0, max: 40 }),
  }),
  { maxLength: 40 },
)

const movementsOf = (
  history: readonly { customer: number; to: bigint; day: number }[],
): CustomerMovement[] => {
  const now = new Map<number, bigint>()
  const paid = new Set<number>()
  let at = Date.UTC(2027, 11, 20)
  return history.flatMap(({ customer, to, day }) => {
    at += day * 86_400_000
    const step = { beforeMinor: now.get(customer) ?? 0n, afterMinor: to, paidBefore: paid.has(customer) }
    now.set(customer, to)
    if (to > 0n) paid.add(customer)
    const movement = classifyMovement(step)
    return movement === null ? [] : [{ ...movement, at: new Date(at), customerId: `c${customer}` }]
  })
}

describe('26: customers, cohorts and the bridge are one story', () => {
  it('adds up in every month of any history, over a leap day and the turn of a year', () => {
    fc.assert(
      fc.property(steps, (history) => {
        const movements = movementsOf(history)
        const until = new Date(Date.UTC(2028, 2, 1))
        const bridge = mrrBridge(movements, until)
        const { months, cohorts } = retention(movements, until)
        expect(months.map(({ month }) => month)).toEqual(bridge.map(({ month }) => month))
        let end = 0
        for (const [at, month] of months.entries()) {
          expect(month.start).toBe(end)
          expect(month.start + month.gained + month.returned - month.lost).toBe(month.end)
          expect(month.startMinor).toBe(bridge[at]?.startMinor)
          const open = cohorts.filter((cohort) => cohort.month <= month.month)
          const inCohorts = open.map(
            (cohort) => cohort.months[at - months.findIndex((one) => one.month === cohort.month)],
          )
          expect(inCohorts.reduce((sum, one) => sum + (one?.customers ?? 0), 0)).toBe(month.end)
          expect(inCohorts.reduce((sum, one) => sum + (one?.minor ?? 0n), 0n)).toBe(bridge[at]?.endMinor)
          expect(month.keptWithoutGrowthMinor <= month.startMinor).toBe(true)
          end = month.end
        }
      }),
      { numRuns: 150, seed: 26 },
    )
  })

  it('weighs months by their revenue, and has no lifetime value where nobody left', () => {
    const at = (month: number) => new Date(Date.UTC(2026, month, 10))
    const story: CustomerMovement[] = [
      { customerId: 'a', kind: 'new', deltaMinor: 9_000n, at: at(0) },
      { customerId: 'b', kind: 'new', deltaMinor: 1_000n, at: at(0) },
      { customerId: 'b', kind: 'churn', deltaMinor: -1_000n, at: at(1) },
    ]
    const { months, cohorts } = retention(story, at(2))
    expect(months.map(({ start, lost, end }) => [start, lost, end])).toEqual([
      [0, 0, 2],
      [2, 1, 1],
      [1, 0, 1],
    ])
    expect(cohorts).toEqual([
      {
        month: '2026-01',
        customers: 2,
        months: [
          { customers: 2, minor: 10_000n },
          { customers: 1, minor: 9_000n },
          { customers: 1, minor: 9_000n },
        ],
      },
    ])
    // 1,000 of 10,000 and then nothing of 9,000.
    expect(revenueChurn(months)).toBe(526)
    expect(lifetimeValue(9_000n, 526)).toBe(171_103n)
    expect(lifetimeValue(9_000n, 0)).toBeNull()
    expect(afterChurn(10_000n, 1_000, 2)).toBe(8_100n)
  })
})
