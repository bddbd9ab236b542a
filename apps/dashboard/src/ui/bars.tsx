import type { ReactNode } from 'react'
import { cn } from '../lib/class-names.ts'

export type Bar = { key: string; label: ReactNode; value: number; shown: ReactNode; title?: string }

/** Labelled horizontal bars, scaled to `max` (the longest by default); a table to a screen reader. */
export function Bars({
  bars,
  max,
  label,
  className,
  colour = 'bg-accent',
}: {
  bars: readonly Bar[]
  max?: number
  label: string
  className?: string
  colour?: string
}) {
  const scale = max ?? Math.max(1e-9, ...bars.map((bar) => bar.value))
  return (
    <ul aria-label={label} className={cn('grid gap-3', className)}>
      {bars.map((bar) => (
        <li key={bar.key} title={bar.title} className="relative grid gap-1">
          <div className="flex items-baseline justify-between gap-3 text-[13px]">
            <span className="min-w-0 truncate">{bar.label}</span>
            <span className="figure shrink-0 text-faint">{bar.shown}</span>
          </div>
          <div aria-hidden className="h-2 overflow-hidden rounded-full bg-sunken">
            <div
              className={cn('h-full min-w-[2px] rounded-full', colour)}
              style={{ width: `${Math.min(100, (100 * bar.value) / scale)}%` }}
            />
          </div>
        </li>
      ))}
    </ul>
  )
}
