import type { Family, TaskKind } from '@assay/ml-core/schema'
import { ChevronRight } from 'lucide-react'
import { familiesFor, familiesOnRequest, familyNames, familyNotes } from '../../lib/names.ts'
import { CheckboxGroup } from '../../ui/checkbox.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { TextField } from '../../ui/text-field.tsx'
import type { TrainSettings } from './train-settings.ts'
import { TuningFields } from './tuning-fields.tsx'

const sameFamilies = (some: readonly Family[], others: readonly Family[]) =>
  some.length === others.length && some.every((family) => others.includes(family))

const numbers = [
  ['epochs', 'Epochs', '1 to 200'],
  ['batchSize', 'Batch size', '1 to 1,024'],
  ['learningRate', 'Learning rate', 'up to 1'],
  ['seed', 'Seed', 'same seed, same model'],
] as const

/** Which classifiers compete, and with which settings. */
export function AdvancedSettings({
  kind,
  settings,
  onChange,
}: {
  kind: TaskKind
  settings: TrainSettings
  onChange: (settings: TrainSettings) => void
}) {
  const offered = familiesFor[kind]
  const usual = offered.filter((family) => !familiesOnRequest.has(family))
  const chosen = settings.families.length === 0 ? usual : settings.families
  return (
    <details className="group rounded-xl border border-line">
      <summary className="flex list-none items-center gap-2 rounded-xl px-4 py-2.5 font-medium text-[13px] [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-4 text-faint transition-transform group-open:rotate-90" />
        Advanced settings
        <span className="ml-auto font-normal text-faint">defaults usually work</span>
      </summary>
      <div className="grid gap-4 border-line border-t p-4">
        <CheckboxGroup
          label="Classifiers"
          options={offered.map((value) => ({ value, label: familyNames[value], note: familyNotes[value] }))}
          chosen={chosen}
          // One has to compete; the usual ones are the same as no choice.
          onChange={(next) =>
            next.length > 0 && onChange({ ...settings, families: sameFamilies(next, usual) ? [] : next })
          }
        />
        <SelectField
          label="Class weights"
          hint="Balanced finds more of the rare classes but raises more false alarms for them. Used by linear models and dense networks."
          value={settings.classWeights}
          onChange={(classWeights) => onChange({ ...settings, classWeights })}
          options={[
            { value: 'none', label: 'Every row counts equally' },
            { value: 'balanced', label: 'Balanced: every class counts equally' },
          ]}
        />
        <div className="grid grid-cols-2 gap-4">
          {numbers.map(([key, label, hint]) => (
            <TextField
              key={key}
              label={label}
              hint={hint}
              inputMode="decimal"
              value={settings[key]}
              onType={(typed) => onChange({ ...settings, [key]: typed })}
            />
          ))}
        </div>
        <TuningFields
          families={chosen}
          tuning={settings.tuning}
          onChange={(tuning) => onChange({ ...settings, tuning })}
        />
      </div>
    </details>
  )
}
