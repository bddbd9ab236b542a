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

/** The same, side by side under one another's names. */
export const FactGrid = ({
  items,
  className,
}: {
  items: readonly (readonly [name: string, value: string])[]
  className?: string
}) => (
  <dl className={cn('grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-4', className)}>
    {items.map(([name, value]) => (
      <div key={name} className="min-w-0">
        <dt className="text-[13px] text-faint">{name}</dt>
        <dd className="figure truncate font-medium text-sm" title={value}>
          {value}
        </dd>
      </div>
    ))}
  </dl>
)
