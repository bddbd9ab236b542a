import { type Meter, meters } from '@assay/billing/rating'
import { Plus, Trash2 } from 'lucide-react'
import { Button } from '../../ui/button.tsx'
import { Input } from '../../ui/field.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { TextField } from '../../ui/text-field.tsx'
import type { MeterForm } from './plan-form.ts'

export const meterNames: Record<Meter, string> = {
  predictions: 'Predictions',
  batch_rows: 'Batch rows',
  training_seconds: 'Training seconds',
  storage_gb_hours: 'Stored GB-hours',
}

const modes = [
  { value: 'graduated', label: 'Each unit at its own tier' },
  { value: 'volume', label: 'All units at the tier reached' },
] as const

/** Prices in steps, one card for each meter that has them. */
export function PlanSteps({
  value,
  onChange,
}: {
  value: MeterForm[]
  onChange: (value: MeterForm[]) => void
}) {
  const free = meters.filter((meter) => !value.some((one) => one.meter === meter))
  const set = (at: number, change: Partial<MeterForm>) =>
    onChange(value.map((one, place) => (place === at ? { ...one, ...change } : one)))
  return (
    <div className="grid gap-3">
      {value.map((one, at) => (
        <fieldset key={one.meter} className="grid gap-3 rounded-lg border border-line p-3">
          <legend className="px-1 font-medium text-[13px]">{meterNames[one.meter]}</legend>
          <div className="grid gap-3 sm:grid-cols-3">
            <TextField
              label="Included"
              inputMode="numeric"
              value={one.included}
              onType={(included) => set(at, { included })}
            />
            <SelectField
              label="Tiers"
              value={one.mode}
              onChange={(mode) => set(at, { mode })}
              options={modes}
            />
            <TextField
              label="Monthly minimum"
              inputMode="decimal"
              value={one.minimum}
              onType={(minimum) => set(at, { minimum })}
            />
          </div>
          <Tiers
            name={meterNames[one.meter]}
            tiers={one.tiers}
            onChange={(tiers) => set(at, { tiers })}
            onRemove={() => onChange(value.filter((_, place) => place !== at))}
          />
        </fieldset>
      ))}
      {free.length > 0 && (
        <div className="flex flex-wrap gap-2">
          {free.map((meter) => (
            <Button
              key={meter}
              size="sm"
              onClick={() =>
                onChange([
                  ...value,
                  { meter, included: '0', mode: 'graduated', minimum: '', tiers: [{ upTo: '', unit: '' }] },
                ])
              }
              data-testid={`price-${meter}`}
            >
              <Plus />
              {meterNames[meter]}
            </Button>
          ))}
        </div>
      )}
    </div>
  )
}

function Tiers({
  name,
  tiers,
  onChange,
  onRemove,
}: {
  name: string
  tiers: MeterForm['tiers']
  onChange: (tiers: MeterForm['tiers']) => void
  onRemove: () => void
}) {
  const set = (at: number, change: Partial<MeterForm['tiers'][number]>) =>
    onChange(tiers.map((tier, place) => (place === at ? { ...tier, ...change } : tier)))
  return (
    <>
      {tiers.map((tier, at) => (
        <div key={at} className="flex items-center gap-2 text-[13px]">
          <span className="w-14 shrink-0 text-faint">{at === tiers.length - 1 ? 'beyond' : 'up to'}</span>
          {at < tiers.length - 1 && (
            <Input
              aria-label={`${name}: upper limit of tier ${at + 1}`}
              inputMode="numeric"
              value={tier.upTo}
              onChange={(event) => set(at, { upTo: event.target.value })}
            />
          )}
          <Input
            aria-label={`${name}: unit price in tier ${at + 1}`}
            placeholder="Unit price"
            inputMode="decimal"
            value={tier.unit}
            onChange={(event) => set(at, { unit: event.target.value })}
          />
          {tiers.length > 1 && (
            <Button
              size="iconSm"
              look="ghost"
              aria-label={`Remove tier ${at + 1} of ${name}`}
              onClick={() => onChange(tiers.filter((_, place) => place !== at))}
            >
              <Trash2 />
            </Button>
          )}
        </div>
      ))}
      <div className="flex justify-between gap-2">
        <Button
          size="sm"
          look="ghost"
          disabled={tiers.length >= 20}
          onClick={() => onChange([...tiers.slice(0, -1), { upTo: '', unit: '' }, ...tiers.slice(-1)])}
        >
          <Plus />
          Tier
        </Button>
        <Button size="sm" look="ghost" onClick={onRemove}>
          Remove price for {name.toLowerCase()}
        </Button>
      </div>
    </>
  )
}
