import type { UsageView } from '../../lib/views.ts'

const dayMs = 86_400_000

export type CoursePoint = { at: number; used: number | null; expected: number | null; included: number }

/**
 * Predictions of the period added up day by day, and where they end if they go on at the average rate so far.
 * Times are in milliseconds, at the end of each UTC day or now.
 */
export const usageCourse = (
  usage: Pick<UsageView, 'byDay' | 'included' | 'periodStart' | 'periodEnd' | 'used'>,
  now: number,
): CoursePoint[] => {
  const start = usage.periodStart.getTime()
  const end = usage.periodEnd.getTime()
  const { included } = usage
  const points: CoursePoint[] = [{ at: start, used: 0, expected: null, included }]
  let total = 0
  for (const { day, quantity } of usage.byDay) {
    total += quantity
    const at = Date.parse(`${day.slice(0, 10)}T00:00:00Z`) + dayMs
    if (at > start && at < now) points.push({ at, used: total, expected: null, included })
  }
  const elapsed = now - start
  points.push({ at: now, used: usage.used, expected: usage.used, included })
  if (elapsed > 0 && now < end)
    points.push({
      at: end,
      used: null,
      expected: Math.round((usage.used * (end - start)) / elapsed),
      included,
    })
  return points
}
