import { type RefObject, useState } from 'react'
import { cn } from '../../lib/class-names.ts'
import { Input } from '../../ui/field.tsx'
import { keyOfClass } from './class-keys.ts'

/** From so many on they are looked for by typing. */
const searchedFrom = 12

/** The classes that can be answered, each with its key. */
export function ClassButtons({
  classes,
  suggestion,
  given,
  search,
  onAnswer,
}: {
  classes: readonly string[]
  suggestion: string | null
  given: string | null
  search: RefObject<HTMLInputElement | null>
  onAnswer: (label: string) => void
}) {
  const [filter, setFilter] = useState('')
  const wanted = filter.trim().toLowerCase()
  const shown = classes
    .map((label, place) => ({ label, key: keyOfClass(place) }))
    .filter(({ label }) => label.toLowerCase().includes(wanted))
  const answer = (label: string) => {
    setFilter('')
    onAnswer(label)
  }
  return (
    <div className="grid gap-3">
      {classes.length >= searchedFrom && (
        <Input
          ref={search}
          aria-label="Find a class"
          placeholder="Find a class: /"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
          onKeyDown={(event) => {
            const [first] = shown
            if (event.key === 'Enter' && first && wanted !== '') {
              event.preventDefault()
              answer(first.label)
              event.currentTarget.blur()
            }
            if (event.key === 'Escape') event.currentTarget.blur()
          }}
        />
      )}
      <ul aria-label="Classes" className="flex max-h-64 flex-wrap gap-2 overflow-y-auto">
        {shown.map(({ label, key }) => (
          <li key={label} className="max-w-full">
            <button
              type="button"
              onClick={() => answer(label)}
              data-testid={`class-${label}`}
              className={cn(
                'inline-flex max-w-full items-center gap-2 rounded-lg border px-3 py-2 text-sm transition-colors hover:bg-sunken',
                label === suggestion ? 'border-accent bg-accent-soft' : 'border-line-strong bg-surface',
              )}
            >
              {key !== null && (
                <kbd className="rounded border border-line bg-sunken px-1.5 font-mono text-soft text-xs">
                  {key}
                </kbd>
              )}
              <span className="truncate font-medium">{label}</span>
              {label === given && <span className="text-faint text-xs">now</span>}
            </button>
          </li>
        ))}
        {shown.length === 0 && <li className="py-2 text-[13px] text-faint">No matching classes.</li>}
      </ul>
    </div>
  )
}
