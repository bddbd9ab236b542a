import type { ComponentProps, ReactNode } from 'react'
import { Field, Input } from './field.tsx'

/** A labelled field of one line; what else an input takes goes to it. */
export function TextField({
  label,
  hint,
  error,
  className,
  value,
  onType,
  testId,
  ...rest
}: Omit<ComponentProps<'input'>, 'value' | 'onChange'> & {
  label: ReactNode
  hint?: ReactNode
  error?: ReactNode
  value: string
  onType: (typed: string) => void
  testId?: string
}) {
  return (
    <Field label={label} hint={hint} error={error} {...(className && { className })}>
      {(control) => (
        <Input
          {...control}
          {...rest}
          value={value}
          onChange={(event) => onType(event.target.value)}
          data-testid={testId}
        />
      )}
    </Field>
  )
}
