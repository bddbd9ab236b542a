import type { Family, TaskKind } from '@assay/ml-core/schema'
import { ChevronRight } from 'lucide-react'
import { familiesFor, familiesOnRequest, familyNames, familyNotes } from '../../lib/names.ts'
import { Field, Input } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
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
        <span className="ml-auto font-normal text-faint">sensible as they are</span>
      </summary>
      <div className="grid gap-4 border-line border-t p-4">
        <fieldset className="grid gap-2.5">
          <legend className="mb-2 font-medium text-[13px]">Classifiers</legend>
          {offered.map((family) => (
            <label key={family} className="flex items-start gap-2.5 text-[13px]">
              <input
                type="checkbox"
                className="mt-0.5 size-4 accent-accent"
                checked={chosen.includes(family)}
                onChange={(event) => {
                  const next = event.target.checked
                    ? [...chosen, family]
                    : chosen.filter((one) => one !== family)
                  // One has to compete; the usual ones are the same as no choice.
                  if (next.length === 0) return
                  onChange({ ...settings, families: sameFamilies(next, usual) ? [] : next })
                }}
              />
              <span>
                <span className="font-medium">{familyNames[family]}</span>
                <span className="block text-faint">{familyNotes[family]}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <Field
          label="Class weights"
          hint="Balanced finds more of rare classes, and raises more false alarms for them. Heeded by linear models and dense networks."
        >
          {(control) => (
            <Select
              {...control}
              value={settings.classWeights}
              onChange={(classWeights) => onChange({ ...settings, classWeights })}
              options={[
                { value: 'none', label: 'Every row counts the same' },
                { value: 'balanced', label: 'Balanced: every class counts the same' },
              ]}
            />
          )}
        </Field>
        <div className="grid grid-cols-2 gap-4">
          {numbers.map(([key, label, hint]) => (
            <Field key={key} label={label} hint={hint}>
              {(control) => (
                <Input
                  {...control}
                  inputMode="decimal"
                  value={settings[key]}
                  onChange={(event) => onChange({ ...settings, [key]: event.target.value })}
                />
              )}
            </Field>
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
