import { expect, test } from 'vitest'
import { boundary, nextBoundary } from './calendar.ts'

const at = (iso: string): number => Date.parse(iso) / 1000
const iso = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 19)

test('an anchor on Jan 31 clamps to short months and comes back to the 31st', () => {
  const anchor = at('2027-01-31T10:00:00Z')
  const days = [1, 2, 3, 4, 12, 13].map((n) => iso(boundary(anchor, 'month', 1, n)).slice(0, 10))
  expect(days).toEqual(['2027-02-28', '2027-03-31', '2027-04-30', '2027-05-31', '2028-01-31', '2028-02-29'])
})

test('a leap day anchor renews on Feb 28 and returns on the next leap day', () => {
  const anchor = at('2028-02-29T00:00:00Z')
  expect(iso(boundary(anchor, 'year', 1, 1))).toBe('2029-02-28T00:00:00')
  expect(iso(boundary(anchor, 'year', 1, 4))).toBe('2032-02-29T00:00:00')
})

test('periods abut: the next boundary is the first one after a time, whatever the time', () => {
  const anchor = at('2027-01-31T23:59:59Z')
  for (const interval of ['day', 'week', 'month', 'year'] as const) {
    let time = anchor
    for (let n = 1; n <= 40; n += 1) {
      const next = nextBoundary(anchor, interval, 1, time)
      expect(next).toBe(boundary(anchor, interval, 1, n))
      expect(nextBoundary(anchor, interval, 1, next - 1)).toBe(next)
      time = next
    }
  }
})

test('an anchor that lies ahead is the first boundary', () => {
  const anchor = at('2027-03-15T00:00:00Z')
  expect(nextBoundary(anchor, 'month', 1, at('2027-03-01T00:00:00Z'))).toBe(anchor)
})
