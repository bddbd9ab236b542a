export type Period = { start: Date; end: Date }

/**
 * `anchor` plus `months`, in UTC, on the anchor's day of the month or the month's last day where that is
 * earlier. Always counted from the anchor: Jan 31 → Feb 28 → Mar 31.
 */
export const addMonths = (anchor: Date, months: number): Date => {
  const month = anchor.getUTCMonth() + months
  const lastDay = new Date(Date.UTC(anchor.getUTCFullYear(), month + 1, 0)).getUTCDate()
  const day = Math.min(anchor.getUTCDate(), lastDay)
  const midnight = Date.UTC(anchor.getUTCFullYear(), month, day)
  const timeOfDayMs = anchor.getTime() - Math.floor(anchor.getTime() / 86_400_000) * 86_400_000
  return new Date(midnight + timeOfDayMs)
}

/** The monthly period of the anchor's grid that holds `at`: start ≤ at < end; the anchor's first if earlier. */
export const periodAt = (anchor: Date, at: Date): Period => {
  const months =
    (at.getUTCFullYear() - anchor.getUTCFullYear()) * 12 + at.getUTCMonth() - anchor.getUTCMonth()
  let n = Math.max(0, months - 1)
  while (addMonths(anchor, n + 1) <= at) n++
  return { start: addMonths(anchor, n), end: addMonths(anchor, n + 1) }
}

/** `2026-11`, in UTC. */
export const monthOf = (at: Date): string => at.toISOString().slice(0, 7)

/** Every month from the first to the last, both included. */
export const monthsBetween = (first: string, last: string): string[] => {
  const months: string[] = []
  const start = new Date(`${first}-01T00:00:00Z`)
  for (let n = 0; ; n++) {
    const month = monthOf(addMonths(start, n))
    if (month > last) return months
    months.push(month)
  }
}
