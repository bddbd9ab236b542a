import { formatCalendarDay, formatPercent } from '../../lib/format.ts'
import type { PlatformStatus } from '../../lib/views.ts'

type Day = PlatformStatus['parts'][number]['days'][number]

const colourOf = (uptime: number | null): string => {
  if (uptime === null) return 'bg-line'
  if (uptime >= 0.999) return 'bg-good'
  return uptime >= 0.95 ? 'bg-warn' : 'bg-bad'
}

export const formatUptime = (uptime: number | null): string =>
  uptime === null ? 'no record yet' : formatPercent(uptime, uptime > 0.999 && uptime < 1 ? 3 : 2)

/** A bar a day, the oldest first; what each of them says is in its title, and together in the label. */
export function UptimeBars({ name, days, uptime }: { name: string; days: Day[]; uptime: number | null }) {
  const bad = days.filter((day) => day.uptime !== null && day.uptime < 0.999)
  const label = `${name}: ${formatUptime(uptime)} over ${days.length} days${
    bad.length > 0
      ? `; below 99.9% on ${bad.map(({ day, uptime: share }) => `${formatCalendarDay(day)} (${formatUptime(share)})`).join(', ')}`
      : ''
  }`
  return (
    <div role="img" aria-label={label} className="flex h-8 items-stretch gap-px sm:gap-0.5">
      {days.map(({ day, uptime: share }, place) => (
        <span
          key={day}
          title={`${formatCalendarDay(day)}: ${formatUptime(share)}`}
          // A phone has room for half of them.
          className={`min-w-0 flex-1 rounded-sm ${colourOf(share)} ${place < days.length - 45 ? 'max-sm:hidden' : ''}`}
        />
      ))}
    </div>
  )
}
