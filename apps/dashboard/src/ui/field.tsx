import { type ComponentProps, type ReactNode, useId } from 'react'
import { cn } from '../lib/class-names.ts'

export const inputLook =
  'w-full min-w-0 rounded-lg border border-line-strong bg-surface px-3 text-sm text-ink shadow-card placeholder:text-faint transition-colors hover:border-faint/60 focus-visible:border-accent focus-visible:outline-2 focus-visible:outline-accent/30 focus-visible:outline-offset-0 disabled:opacity-60 aria-invalid:border-bad'

export const Input = ({ className, ...rest }: ComponentProps<'input'>) => (
  <input className={cn(inputLook, 'h-9', className)} {...rest} />
)

export const Textarea = ({ className, ...rest }: ComponentProps<'textarea'>) => (
  <textarea className={cn(inputLook, 'min-h-24 py-2 leading-6', className)} {...rest} />
)

type FieldControl = {
  id: string
  'aria-describedby'?: string | undefined
  'aria-invalid'?: boolean | undefined
}

/** What stands around a control. */
export type FieldFrame = {
  label: ReactNode
  hint?: ReactNode
  error?: ReactNode
  aside?: ReactNode
  className?: string | undefined
}

/** A label, its control, and what helps or went wrong, tied together for assistive technology. */
export function Field({
  label,
  hint,
  error,
  aside,
  className,
  children,
}: FieldFrame & { children: (control: FieldControl) => ReactNode }) {
  const id = useId()
  const note = error || hint ? `${id}-note` : undefined
  return (
    <div className={cn('grid content-start gap-1.5', className)}>
      <div className="flex items-baseline justify-between gap-3">
        <label htmlFor={id} className="font-medium text-[13px]">
          {label}
        </label>
        {aside}
      </div>
      {children({ id, 'aria-describedby': note, 'aria-invalid': error ? true : undefined })}
      {note && (
        <p
          id={note}
          role={error ? 'alert' : undefined}
          className={cn('text-[13px]', error ? 'text-bad' : 'text-faint')}
        >
          {error || hint}
        </p>
      )}
    </div>
  )
}
