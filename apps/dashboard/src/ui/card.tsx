import type { ComponentProps, ReactNode } from 'react'
import { cn } from '../lib/class-names.ts'

export function Card({ className, ...rest }: ComponentProps<'section'>) {
  return (
    <section
      className={cn('min-w-0 rounded-xl border border-line bg-surface shadow-card', className)}
      {...rest}
    />
  )
}

export function CardHeader({
  title,
  description,
  actions,
  className,
}: {
  title: ReactNode
  description?: ReactNode
  actions?: ReactNode
  className?: string
}) {
  return (
    <header
      className={cn(
        'flex flex-wrap justify-between gap-x-4 gap-y-2 px-5 pt-4 pb-3',
        description ? 'items-start' : 'items-center',
        className,
      )}
    >
      <div className="min-w-0">
        <h2 className="font-semibold text-[15px] leading-6">{title}</h2>
        {description && <p className="text-[13px] text-faint">{description}</p>}
      </div>
      {actions && <div className="flex flex-wrap sm:-my-1 items-center gap-2">{actions}</div>}
    </header>
  )
}

export const CardBody = ({ className, ...rest }: ComponentProps<'div'>) => (
  <div className={cn('px-5 pb-5', className)} {...rest} />
)

export const CardFooter = ({ className, ...rest }: ComponentProps<'footer'>) => (
  <footer
    className={cn('flex flex-wrap items-center justify-end gap-2 border-t border-line px-5 py-3', className)}
    {...rest}
  />
)
