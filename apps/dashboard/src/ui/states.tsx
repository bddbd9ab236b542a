import { CircleAlert, Lock, type LucideIcon, SearchX } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from '../lib/class-names.ts'
import { describeError } from '../lib/errors.ts'
import { Button } from './button.tsx'

export function EmptyState({
  icon: Icon,
  title,
  children,
  action,
  className,
  tone = 'neutral',
}: {
  icon: LucideIcon
  title: ReactNode
  children?: ReactNode
  action?: ReactNode
  className?: string
  tone?: 'neutral' | 'bad'
}) {
  return (
    <div
      className={cn('grid justify-items-center gap-3 px-6 py-14 text-center', className)}
      role={tone === 'bad' ? 'alert' : undefined}
    >
      <div
        className={cn(
          'grid size-11 place-items-center rounded-xl border',
          tone === 'bad' ? 'border-bad/20 bg-bad-soft text-bad' : 'border-line bg-sunken text-faint',
        )}
      >
        <Icon aria-hidden className="size-5" />
      </div>
      <div className="grid max-w-md gap-1">
        <div className="font-semibold">{title}</div>
        {children && <div className="break-words text-[13px] text-faint">{children}</div>}
      </div>
      {action && <div className="mt-1 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  )
}

/** What went wrong in the server's own words, and the way on. */
export function ErrorState({
  error,
  onRetry,
  page = false,
  className,
}: {
  error: unknown
  onRetry?: () => void
  page?: boolean
  className?: string
}) {
  const { code, message } = describeError(error)
  const heading = (words: string) => (page ? <h1>{words}</h1> : words)
  if (code === 'forbidden') {
    return (
      <EmptyState icon={Lock} title={heading('You don’t have access')} className={className ?? ''}>
        {message} Ask an owner of the workspace to change your role.
      </EmptyState>
    )
  }
  if (code === 'not_found') {
    return (
      <EmptyState icon={SearchX} title={heading('Not found')} className={className ?? ''}>
        {message} It may have been archived, or it belongs to another workspace.
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon={CircleAlert}
      tone="bad"
      title={heading('This could not be loaded')}
      className={className ?? ''}
      action={onRetry && <Button onClick={onRetry}>Try again</Button>}
    >
      {message}
    </EmptyState>
  )
}
