import type { UsageView } from '../../lib/views.ts'

const dayMs = 86_400_000

export type CoursePoint = { at: number; used: number | null; expected: number | null; included: number }

/**
 * Predictions of the period added up day by day, and where the forecast sees them end.
 * Times are in milliseconds, at the end of each UTC day or now.
 */
export const usageCourse = (
  usage: Pick<UsageView, 'byDay' | 'included' | 'periodStart' | 'periodEnd' | 'used'>,
  now: number,
  projected: number | null,
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
  points.push({ at: now, used: usage.used, expected: usage.used, included })
  if (projected !== null && now < end) points.push({ at: end, used: null, expected: projected, included })
  return points
}
