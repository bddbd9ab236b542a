import { Progress as Radix } from 'radix-ui'
import { cn } from '../lib/class-names.ts'

/** `fraction` null: something runs, and nobody knows for how long. */
export function Progress({
  fraction,
  label,
  tone = 'accent',
  className,
  ...rest
}: {
  fraction: number | null
  label: string
  tone?: 'accent' | 'good' | 'warn' | 'bad'
  className?: string
  'data-testid'?: string
}) {
  const percent = fraction === null ? null : Math.min(100, Math.max(0, fraction * 100))
  const colour = { accent: 'bg-accent', good: 'bg-good', warn: 'bg-warn', bad: 'bg-bad-solid' }[tone]
  return (
    <Radix.Root
      value={percent === null ? null : Math.round(percent)}
      aria-label={label}
      className={cn('h-2 overflow-hidden rounded-full bg-sunken', className)}
      {...rest}
    >
      {percent === null ? (
        <Radix.Indicator
          className={cn('h-full w-1/3 animate-[slide_1.3s_ease-in-out_infinite] rounded-full', colour)}
        />
      ) : (
        <Radix.Indicator
          className={cn('h-full rounded-full transition-[width] duration-300 ease-out', colour)}
          style={{ width: `${percent}%` }}
        />
      )}
    </Radix.Root>
  )
}
