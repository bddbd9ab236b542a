import { Switch as Radix } from 'radix-ui'

/** Takes effect at once, unlike a checkbox in a form. */
export const Switch = ({
  checked,
  onChange,
  label,
  testId,
}: {
  checked: boolean
  onChange: (checked: boolean) => void
  label: string
  testId?: string
}) => (
  <Radix.Root
    checked={checked}
    onCheckedChange={onChange}
    aria-label={label}
    data-testid={testId}
    className="inline-flex h-6 w-10 shrink-0 items-center rounded-full border border-line-strong bg-sunken px-0.5 transition-colors data-[state=checked]:border-accent data-[state=checked]:bg-accent"
  >
    <Radix.Thumb className="block size-4.5 rounded-full bg-surface shadow-card transition-transform duration-100 data-[state=checked]:translate-x-4 data-[state=unchecked]:bg-faint" />
  </Radix.Root>
)
