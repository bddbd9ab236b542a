/** The first day of the calendar month (UTC) as `2026-11-01`, as counters have it. */
export const monthOf = (at: Date): string => `${at.toISOString().slice(0, 7)}-01`
