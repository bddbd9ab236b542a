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

/** Any number of choices; `note` says more of one. */
export const CheckboxGroup = <T extends string>({
  label,
  options,
  chosen,
  onChange,
  className,
}: {
  label: ReactNode
  options: readonly { value: T; label: ReactNode; note?: ReactNode }[]
  chosen: readonly T[]
  onChange: (chosen: T[]) => void
  className?: string
}) => (
  <fieldset className="grid content-start gap-2">
    <legend className="mb-1.5 font-medium text-[13px]">{label}</legend>
    <div className={cn('grid gap-2', className)}>
      {options.map((option) => (
        <Checkbox
          key={option.value}
          className={option.note ? 'items-start' : ''}
          checked={chosen.includes(option.value)}
          onChange={(on) =>
            onChange(on ? [...chosen, option.value] : chosen.filter((one) => one !== option.value))
          }
        >
          <span className="min-w-0 break-words">
            {option.note ? <span className="font-medium">{option.label}</span> : option.label}
            {option.note && <span className="block text-faint">{option.note}</span>}
          </span>
        </Checkbox>
      ))}
    </div>
  </fieldset>
)
