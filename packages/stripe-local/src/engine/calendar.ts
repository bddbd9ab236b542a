import type { Interval } from '../model.ts'

const daySeconds = 86_400

/** The n-th boundary after the anchor, in unix seconds UTC. Months clamp to their last day; the anchor day returns. */
export function boundary(anchor: number, interval: Interval, count: number, n: number): number {
  if (interval === 'day') return anchor + n * count * daySeconds
  if (interval === 'week') return anchor + n * count * 7 * daySeconds
  const start = new Date(anchor * 1000)
  const months = n * count * (interval === 'year' ? 12 : 1)
  const monthIndex = start.getUTCFullYear() * 12 + start.getUTCMonth() + months
  const year = Math.floor(monthIndex / 12)
  const month = monthIndex - year * 12
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  const day = Math.min(start.getUTCDate(), lastDay)
  const timeOfDay = anchor - Math.floor(anchor / daySeconds) * daySeconds
  return Date.UTC(year, month, day) / 1000 + timeOfDay
}

/** The first boundary of the anchor's grid after `time`; the anchor itself counts when it lies ahead. */
export function nextBoundary(anchor: number, interval: Interval, count: number, time: number): number {
  const approximate = { day: 1, week: 7, month: 31, year: 366 }[interval] * daySeconds * count
  let n = Math.max(0, Math.floor((time - anchor) / approximate))
  while (boundary(anchor, interval, count, n) <= time) n += 1
  return boundary(anchor, interval, count, n)
}

export const isoDay = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10)

export const wallNow = (): number => Math.floor(Date.now() / 1000)
