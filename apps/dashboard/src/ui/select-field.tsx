import { Field, type FieldFrame } from './field.tsx'
import { Select, type SelectOption } from './select.tsx'

/** A labelled choice. */
export const SelectField = <T extends string>({
  label,
  hint,
  error,
  aside,
  className,
  controlClassName,
  testId,
  ...rest
}: FieldFrame & {
  /** Of the control; `className` is that of the whole field. */
  controlClassName?: string
  value: T | undefined
  onChange: (value: T) => void
  options: readonly SelectOption<T>[]
  placeholder?: string
  disabled?: boolean
  testId?: string
}) => (
  <Field label={label} hint={hint} error={error} aside={aside} className={className}>
    {(control) => <Select {...control} {...rest} className={controlClassName} data-testid={testId} />}
  </Field>
)
