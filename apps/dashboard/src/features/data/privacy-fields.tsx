import type { ColumnPrivacy, FoundPrivacy } from '@assay/datasets/schema'
import { X } from 'lucide-react'
import type { DatasetVersionView } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Select } from '../../ui/select.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { columnPrivacyNames } from './privacy-names.ts'

export type PrivacyChoice = DatasetVersionView['privacy']

const foundOptions: readonly { value: FoundPrivacy; label: string }[] = [
  { value: 'keep', label: 'Keep it' },
  { value: 'redact', label: 'Replace with a marker: [EMAIL]' },
  { value: 'hash', label: 'Replace with a pseudonym: [EMAIL k3v9…]' },
]
const columnOptions = (['redact_found', 'hash_found', 'redact', 'hash', 'drop', 'keep'] as const).map(
  (value) => ({ value, label: columnPrivacyNames[value] }),
)

/** What becomes of personal data, before anything of it is kept. */
export function PrivacyFields({
  columns,
  needed = [],
  choice,
  onChange,
}: {
  columns: readonly string[]
  /** What is learned from: these cannot be left out. */
  needed?: readonly (string | undefined)[]
  choice: PrivacyChoice
  onChange: (choice: PrivacyChoice) => void
}) {
  const own = choice.columns ?? {}
  const set = (name: string, privacy: ColumnPrivacy) =>
    onChange({ ...choice, columns: { ...own, [name]: { privacy } } })
  const forget = (name: string) => {
    const { [name]: _, ...rest } = own
    onChange({ ...choice, columns: rest })
  }
  const named = Object.entries(own)
  const free = columns.filter((name) => !(name in own))
  return (
    <fieldset className="grid gap-4" data-testid="privacy-fields">
      <legend className="mb-1.5 font-medium text-sm">Personal data</legend>
      <SelectField
        label="E-mail addresses, card numbers and similar, wherever they appear"
        hint="The same value gets the same pseudonym across all your data. Replaced values remain only in the uploaded file."
        testId="found-privacy"
        value={choice.personalData ?? 'keep'}
        onChange={(personalData) => onChange({ ...choice, personalData })}
        options={foundOptions}
      />
      {named.length > 0 && (
        <ul className="grid gap-2" aria-label="Columns handled separately">
          {named.map(([name, { privacy = 'keep' }]) => (
            <li key={name} className="flex items-center gap-2">
              <span className="w-32 shrink-0 truncate text-[13px]" title={name}>
                {name}
              </span>
              <Select
                aria-label={`Values of ${name}`}
                data-testid={`privacy-of-${name}`}
                value={privacy}
                onChange={(next) => set(name, next)}
                options={columnOptions.filter(({ value }) => value !== 'drop' || !needed.includes(name))}
              />
              <Button
                look="ghost"
                size="iconSm"
                aria-label={`Handle ${name} like the others`}
                onClick={() => forget(name)}
              >
                <X />
              </Button>
            </li>
          ))}
        </ul>
      )}
      {free.length > 0 && (
        <Select
          aria-label="Column to handle separately"
          data-testid="add-privacy"
          placeholder="Handle a column separately…"
          value={undefined}
          onChange={(name) => set(name, needed.includes(name) ? 'redact_found' : 'redact')}
          options={free.map((name) => ({ value: name, label: name }))}
        />
      )}
      <Checkbox
        checked={choice.dropUpload ?? false}
        onChange={(dropUpload) => onChange({ ...choice, dropUpload })}
      >
        Delete the uploaded file after reading; other columns then need a new upload
      </Checkbox>
    </fieldset>
  )
}
