import { formatMoment, formatRelative } from '../lib/format.ts'
import { useNow } from '../lib/hooks.ts'

export function Time({ at, className }: { at: Date; className?: string }) {
  const now = useNow()
  return (
    <time dateTime={at.toISOString()} title={formatMoment(at)} className={className}>
      {formatRelative(at, now)}
    </time>
  )
}
