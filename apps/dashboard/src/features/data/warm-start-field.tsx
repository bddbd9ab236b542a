/** Offers to go on from the model's latest version, where its classifier can. */
export function WarmStartField({
  number,
  checked,
  onChange,
}: {
  number: number
  checked: boolean
  onChange: (checked: boolean) => void
}) {
  return (
    <label className="flex items-start gap-2.5 rounded-xl border border-line p-4 text-[13px]">
      <input
        type="checkbox"
        className="mt-0.5 size-4 accent-accent"
        data-testid="warm-start"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>
        <span className="font-medium">Continue from version {number}</span>
        <span className="block text-faint">
          Its classifier keeps what it learned and also trains on these rows; labels and columns must match.
          Other classifiers train from scratch.
        </span>
      </span>
    </label>
  )
}
