import type { BillingInterval } from '../lib/views.ts'

/** Months or years, with what a year saves. */
export function IntervalToggle({
  value,
  onChange,
  saving,
}: {
  value: BillingInterval
  onChange: (interval: BillingInterval) => void
  saving: number
}) {
  const button = (interval: BillingInterval, label: string) => (
    <button
      type="button"
      aria-pressed={value === interval}
      onClick={() => onChange(interval)}
      className="h-7 rounded-md px-2.5 text-[13px] text-soft aria-pressed:bg-surface aria-pressed:font-medium aria-pressed:text-ink aria-pressed:shadow-card"
      data-testid={`interval-${interval}`}
    >
      {label}
    </button>
  )
  return (
    <fieldset className="flex rounded-lg border border-line bg-sunken p-0.5">
      <legend className="sr-only">Billing interval</legend>
      {button('month', 'Monthly')}
      {button('year', saving > 0 ? `Yearly, save ${saving}%` : 'Yearly')}
    </fieldset>
  )
}
