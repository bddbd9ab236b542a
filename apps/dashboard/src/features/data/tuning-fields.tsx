import type { Family } from '@assay/ml-core/schema'
import { familyNames } from '../../lib/names.ts'
import { SelectField } from '../../ui/select-field.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { type TuningField, type TypedTuning, tuningFields } from './tuning.ts'

const own = 'own'

/** Hyper-parameters of the classifiers that compete; blank means that the classifier chooses. */
export function TuningFields({
  families,
  tuning,
  onChange,
}: {
  families: readonly Family[]
  tuning: TypedTuning
  onChange: (tuning: TypedTuning) => void
}) {
  return families.map((family) => {
    const fields = tuningFields[family]
    if (!fields) return null
    const typed = tuning[family] ?? {}
    return (
      <fieldset key={family} className="grid grid-cols-2 gap-x-4 gap-y-3 sm:grid-cols-3">
        <legend className="mb-2 font-medium text-[13px]">{familyNames[family]}</legend>
        {fields.map((field) => (
          <TuningControl
            key={field.name}
            field={field}
            value={typed[field.name] ?? ''}
            onChange={(value) => onChange({ ...tuning, [family]: { ...typed, [field.name]: value } })}
          />
        ))}
      </fieldset>
    )
  })
}

function TuningControl({
  field,
  value,
  onChange,
}: {
  field: TuningField
  value: string
  onChange: (value: string) => void
}) {
  if (field.kind === 'number')
    return (
      <TextField
        label={field.label}
        hint={field.hint}
        inputMode="decimal"
        placeholder="auto"
        value={value}
        onType={onChange}
      />
    )
  return (
    <SelectField
      label={field.label}
      hint={field.hint}
      value={value === '' ? own : value}
      onChange={(picked) => onChange(picked === own ? '' : picked)}
      options={[
        { value: own, label: 'Auto' },
        ...field.options.map(([choice, label]) => ({ value: choice, label })),
      ]}
    />
  )
}
