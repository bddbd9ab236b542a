import type { ReactNode } from 'react'
import { cn } from '../lib/class-names.ts'

/** Name and value pairs, as a definition list. */
export const Facts = ({
  items,
  className,
}: {
  items: readonly (readonly [name: string, value: ReactNode])[]
  className?: string
}) => (
  <dl className={cn('grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-2 text-[13px]', className)}>
    {items.map(([name, value]) => (
      <div key={name} className="contents">
        <dt className="text-faint">{name}</dt>
        <dd className="min-w-0 truncate text-right">{value}</dd>
      </div>
    ))}
  </dl>
)
