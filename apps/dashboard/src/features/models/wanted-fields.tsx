import type { ThresholdCounts } from '@assay/ml-core/schema'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { chooseThreshold, type Wanted } from './wanted-threshold.ts'

const measures = [
  { value: 'f1', label: 'Highest F1' },
  { value: 'precision', label: 'Minimum precision' },
  { value: 'recall', label: 'Minimum recall' },
] as const

/** Asks for a threshold by what it shall do; chosen on rows that are not the test rows. */
export function WantedFields({
  unseen,
  onChoose,
}: {
  unseen: readonly ThresholdCounts[]
  onChoose: (threshold: number) => void
}) {
  const [measure, setMeasure] = useState<Wanted['measure']>('f1')
  const [typed, setTyped] = useState('95')
  const [failed, setFailed] = useState(false)
  const atLeast = Number(typed.trim().replace(',', '.')) / 100
  const invalid = measure !== 'f1' && !(atLeast > 0 && atLeast <= 1)
  const choose = () => {
    const threshold = chooseThreshold(unseen, measure === 'f1' ? { measure } : { measure, atLeast })
    setFailed(threshold === null)
    if (threshold !== null) onChoose(threshold)
  }
  return (
    <fieldset className="grid gap-2 border-line border-t pt-4">
      <legend className="sr-only">Choose by goal</legend>
      <div className="flex flex-wrap items-end gap-3">
        <SelectField
          label="Target"
          className="min-w-44 flex-1"
          value={measure}
          onChange={(next) => {
            setMeasure(next)
            setFailed(false)
          }}
          options={measures}
        />
        {measure !== 'f1' && (
          <TextField
            label="Percent"
            className="w-24"
            inputMode="decimal"
            value={typed}
            aria-invalid={invalid}
            onType={setTyped}
          />
        )}
        <Button onClick={choose} disabled={invalid}>
          Choose
        </Button>
      </div>
      <p aria-live="polite" className="text-[13px] text-faint">
        {failed
          ? 'No threshold reaches this on the rows used to choose it.'
          : 'Chosen on rows outside the test split and measured on the test rows.'}
      </p>
    </fieldset>
  )
}
