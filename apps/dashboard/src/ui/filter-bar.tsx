import type { ReactNode } from 'react'
import { Select } from './select.tsx'

/** What narrows a list, above it. */
export const FilterBar = ({ children }: { children: ReactNode }) => (
  <div className="mb-4 flex flex-wrap items-center gap-2 [&>*]:max-sm:w-full">{children}</div>
)

/** Radix knows no empty value. */
const all = 'all'

/** One of several, or all; the URL holds which. */
export function FilterSelect<T extends string>({
  label,
  every,
  value,
  options,
  onChange,
}: {
  /** For readers. */
  label: string
  /** What is said while nothing is chosen. */
  every: string
  value: T | undefined
  options: readonly { value: T; label: string }[]
  onChange: (value: T | undefined) => void
}) {
  return (
    <Select<T | typeof all>
      aria-label={label}
      className="sm:w-40"
      value={value ?? all}
      options={[{ value: all, label: every }, ...options]}
      onChange={(next) => onChange(next === all ? undefined : next)}
    />
  )
}
