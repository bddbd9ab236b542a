import { describe, expect, it } from 'vitest'
import { addMonths, monthsBetween, periodAt } from './periods.ts'
import { creditsUnusedTime, unusedTimeMinor } from './proration.ts'

const day = (text: string): Date => new Date(`${text}T09:30:15.250Z`)

describe('20: an anchor on the 31st meets every month, and periods abut', () => {
  it('goes Jan 31 → Feb 28 → Mar 31, and Feb 29 in a leap year', () => {
    expect([1, 2, 3].map((n) => addMonths(day('2026-01-31'), n))).toEqual([
      day('2026-02-28'),
      day('2026-03-31'),
      day('2026-04-30'),
    ])
    expect(addMonths(day('2028-01-31'), 1)).toEqual(day('2028-02-29'))
    expect(addMonths(day('2026-12-31'), 2)).toEqual(day('2027-02-28'))
  })

  it('each period ends where the next begins, over ten years and both changes to summer time', () => {
    for (const anchor of [day('2026-01-31'), day('2026-03-28'), day('2028-02-29'), day('2026-10-25')])
      for (let n = 0; n < 120; n++) {
        const start = addMonths(anchor, n)
        const end = addMonths(anchor, n + 1)
        expect(periodAt(anchor, start)).toEqual({ start, end })
        expect(periodAt(anchor, new Date(end.getTime() - 1))).toEqual({ start, end })
      }
  })

  it('takes the first period for what lies before the anchor', () => {
    expect(periodAt(day('2026-05-10'), day('2026-01-01')).start).toEqual(day('2026-05-10'))
  })

  it('lists months over the turn of a year', () => {
    expect(monthsBetween('2026-11', '2027-02')).toEqual(['2026-11', '2026-12', '2027-01', '2027-02'])
  })
})

describe('17: a downgrade credits at most what was debited', () => {
  const period = { start: day('2026-04-10'), end: day('2026-05-10') }

  it('never gives back more than the price, and up-and-down at once nets zero', () => {
    for (const at of [day('2026-03-01'), period.start, day('2026-04-25'), period.end, day('2026-09-01')]) {
      const credit = unusedTimeMinor(14_900n, period, at)
      expect(credit >= 0n && credit <= 14_900n).toBe(true)
    }
    expect(unusedTimeMinor(14_900n, period, period.start)).toBe(14_900n)
    expect(unusedTimeMinor(14_900n, period, day('2026-04-25'))).toBe(7_450n)
    expect(unusedTimeMinor(14_900n, period, period.end)).toBe(0n)
  })

  it('credits a downgrade only while the allowance is used no faster than the time', () => {
    const down = { fromMinor: 14_900n, toMinor: 2_900n, included: 500_000, period }
    expect(creditsUnusedTime({ ...down, used: 0, at: period.start })).toBe(true)
    expect(creditsUnusedTime({ ...down, used: 250_000, at: day('2026-04-25') })).toBe(true)
    expect(creditsUnusedTime({ ...down, used: 250_001, at: day('2026-04-25') })).toBe(false)
    expect(creditsUnusedTime({ ...down, used: 500_000, at: day('2026-04-11') })).toBe(false)
    expect(
      creditsUnusedTime({ ...down, fromMinor: 2_900n, toMinor: 14_900n, used: 500_000, at: period.start }),
    ).toBe(true)
  })
})
