import type { ClassCount } from '@assay/datasets/schema'
import { useState } from 'react'
import { formatCount } from '../../../lib/format.ts'
import { Checkbox } from '../../../ui/checkbox.tsx'
import { Input } from '../../../ui/field.tsx'

const shown = 200
const mostChosen = 30

/** Any number of a version's labels; long lists are searched. */
export function LabelChoice({
  classes,
  chosen,
  onChange,
}: {
  classes: readonly ClassCount[]
  chosen: readonly string[]
  onChange: (chosen: string[]) => void
}) {
  const [sought, setSought] = useState('')
  const found = classes.filter(({ label }) => label.toLowerCase().includes(sought.toLowerCase()))
  const toggle = (label: string, isChosen: boolean) =>
    onChange(isChosen ? [...chosen, label].slice(-mostChosen) : chosen.filter((other) => other !== label))
  return (
    <div className="grid max-h-80 gap-2 p-1.5">
      {classes.length > 8 && (
        <Input
          type="search"
          aria-label="Search labels"
          placeholder="Search labels"
          value={sought}
          onChange={(event) => setSought(event.target.value)}
          // The menu would take letters for names of its items.
          onKeyDown={(event) => event.key !== 'Escape' && event.stopPropagation()}
        />
      )}
      <ul aria-label="Labels" className="grid gap-1.5 overflow-y-auto">
        {found.slice(0, shown).map(({ label, count }) => (
          <li key={label} className="flex items-center justify-between gap-3">
            <Checkbox
              className="min-w-0"
              checked={chosen.includes(label)}
              onChange={(isChosen) => toggle(label, isChosen)}
            >
              <span className="truncate">{label}</span>
            </Checkbox>
            <span className="figure text-[13px] text-faint">{formatCount(count)}</span>
          </li>
        ))}
      </ul>
      {found.length > shown && (
        <p className="text-[13px] text-faint">
          and {formatCount(found.length - shown)} more: search for them
        </p>
      )}
    </div>
  )
}
