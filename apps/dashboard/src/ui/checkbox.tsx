import type { ReactNode } from 'react'
import { cn } from '../lib/class-names.ts'

/** A box with its words beside it; `label` where there are none to be seen. */
export const Checkbox = ({
  checked,
  onChange,
  children,
  label,
  disabled,
  className,
}: {
  checked: boolean
  disabled?: boolean
  onChange: (checked: boolean) => void
  children?: ReactNode
  label?: string
  className?: string
}) => (
  <label className={cn('flex items-center gap-2.5 text-[13px]', className)}>
    <input
      type="checkbox"
      aria-label={label}
      className="size-4 shrink-0 accent-accent"
      checked={checked}
      disabled={disabled}
      onChange={(event) => onChange(event.target.checked)}
    />
    {children}
  </label>
)
