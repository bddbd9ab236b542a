/** The browser's own list of choices: it needs no code of ours. */
export const CurrencyChoice = ({
  sold,
  value,
  onChange,
}: {
  sold: readonly string[]
  value: string
  onChange: (currency: string) => void
}) => (
  <select
    aria-label="Currency"
    className="h-9 rounded-lg border border-line-strong bg-surface px-2.5 text-[13px] shadow-card"
    value={value}
    onChange={(event) => onChange(event.target.value)}
    data-testid="currency"
  >
    {sold.map((code) => (
      <option key={code} value={code}>
        {code.toUpperCase()}
      </option>
    ))}
  </select>
)
