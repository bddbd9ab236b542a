import type { ReactNode } from 'react'
import { cn } from '../lib/class-names.ts'
import { Explain } from './tooltip.tsx'

export function Stat({
  label,
  value,
  note,
  explain,
  className,
  ...rest
}: {
  label: string
  value: ReactNode
  note?: ReactNode
  explain?: ReactNode
  className?: string
  'data-testid'?: string
}) {
  return (
    <div className={cn('grid min-w-0 content-start gap-0.5 bg-surface px-5 py-4', className)}>
      <p className="flex items-center gap-1.5 text-[13px] text-faint">
        {label}
        {explain && <Explain label={label}>{explain}</Explain>}
      </p>
      <p
        className="figure break-words font-semibold text-lg leading-8 tracking-tight sm:text-[22px]"
        {...rest}
      >
        {value}
      </p>
      {note && <div className="text-[13px] text-faint">{note}</div>}
    </div>
  )
}

/** Figures side by side under one border, parted by hairlines. */
export const StatRow = ({ children, className }: { children: ReactNode; className?: string }) => (
  <div
    className={cn(
      'grid grid-cols-2 gap-px overflow-hidden rounded-xl border border-line bg-line shadow-card max-lg:[&>*:last-child:nth-child(odd)]:col-span-2 lg:auto-cols-fr lg:grid-flow-col lg:grid-cols-none',
      className,
    )}
  >
    {children}
  </div>
)
