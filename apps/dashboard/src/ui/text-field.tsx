import type { ComponentProps } from 'react'
import { Field, type FieldFrame, Input, Textarea } from './field.tsx'

type Typed = FieldFrame & {
  /** Of the control; `className` is that of the whole field. */
  controlClassName?: string
  value: string
  onType: (typed: string) => void
  testId?: string
}
type Rest<Control extends 'input' | 'textarea'> = Omit<ComponentProps<Control>, keyof Typed | 'onChange'>

/** A labelled field of one line; what else an input takes goes to it. */
export const TextField = ({
  label,
  hint,
  error,
  aside,
  className,
  controlClassName,
  onType,
  testId,
  ...rest
}: Typed & Rest<'input'>) => (
  <Field label={label} hint={hint} error={error} aside={aside} className={className}>
    {(control) => (
      <Input
        {...control}
        {...rest}
        className={controlClassName}
        onChange={(event) => onType(event.target.value)}
        data-testid={testId}
      />
    )}
  </Field>
)

/** The same for several lines. */
export const TextAreaField = ({
  label,
  hint,
  error,
  aside,
  className,
  controlClassName,
  onType,
  testId,
  ...rest
}: Typed & Rest<'textarea'>) => (
  <Field label={label} hint={hint} error={error} aside={aside} className={className}>
    {(control) => (
      <Textarea
        {...control}
        {...rest}
        className={controlClassName}
        onChange={(event) => onType(event.target.value)}
        data-testid={testId}
      />
    )}
  </Field>
)
