import { Plus, Trash2 } from 'lucide-react'
import { currencyDigits } from '../../lib/money.ts'
import { Button } from '../../ui/button.tsx'
import { Input } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import type { AddOnForm, OtherCurrency, PlanForm } from './plan-form.ts'

const limits = [
  { value: 'models', label: 'models' },
  { value: 'rowsPerDataset', label: 'rows per dataset' },
  { value: 'trainingMinutesPerMonth', label: 'training minutes' },
  { value: 'storageMb', label: 'MB of data' },
  { value: 'seats', label: 'seats' },
] as const

/** Recurring prices of extras; in the plan's other currencies they are asked for below. */
export function AddOnFields({ form, onChange }: { form: PlanForm; onChange: (form: PlanForm) => void }) {
  const set = (at: number, change: Partial<AddOnForm>) =>
    onChange({
      ...form,
      addOns: form.addOns.map((one, place) => (place === at ? { ...one, ...change } : one)),
    })
  const input = (at: number, key: 'name' | 'monthly' | 'yearly' | 'amount', label: string) => (
    <Input
      aria-label={`Add-on ${at + 1}: ${label}`}
      placeholder={label}
      value={form.addOns[at]?.[key] ?? ''}
      onChange={(event) => set(at, { [key]: event.target.value })}
    />
  )
  return (
    <div className="grid gap-3">
      {form.addOns.map((one, at) => (
        <div key={at} className="grid grid-cols-2 gap-2 sm:grid-cols-[2fr_1fr_1fr_1fr_1.4fr_auto]">
          {input(at, 'name', 'Name')}
          {input(at, 'monthly', 'Monthly price')}
          {input(at, 'yearly', 'Yearly price')}
          {input(at, 'amount', 'Adds')}
          <Select
            aria-label={`Add-on ${at + 1}: what it adds`}
            value={one.adds}
            onChange={(adds) => set(at, { adds })}
            options={limits}
          />
          <Button
            size="icon"
            look="ghost"
            aria-label={`Remove add-on ${at + 1}`}
            onClick={() =>
              onChange({
                ...form,
                addOns: form.addOns.filter((_, place) => place !== at),
                others: form.others.map((other) => ({
                  ...other,
                  addOns: other.addOns.filter((_, place) => place !== at),
                })),
              })
            }
          >
            <Trash2 />
          </Button>
        </div>
      ))}
      <Button
        size="sm"
        className="justify-self-start"
        onClick={() =>
          onChange({
            ...form,
            addOns: [
              ...form.addOns,
              { key: '', name: '', monthly: '', yearly: '', adds: 'models', amount: '' },
            ],
          })
        }
      >
        <Plus />
        Add-on
      </Button>
    </div>
  )
}

const offered = ['eur', 'gbp', 'jpy', 'chf', 'usd'] as const

/** The same plan for other amounts: a subscriber has one currency for good. */
export function CurrencyFields({
  form,
  main,
  onChange,
}: {
  form: PlanForm
  main: string
  onChange: (form: PlanForm) => void
}) {
  const set = (at: number, change: Partial<OtherCurrency>) =>
    onChange({
      ...form,
      others: form.others.map((one, place) => (place === at ? { ...one, ...change } : one)),
    })
  const free = offered.filter((code) => code !== main && !form.others.some((one) => one.currency === code))
  return (
    <div className="grid gap-3">
      {form.others.map((one, at) => {
        const field = (key: 'price' | 'overage' | 'yearly' | 'seatMonthly' | 'seatYearly', label: string) => (
          <TextField
            label={label}
            inputMode={currencyDigits(one.currency) === 0 ? 'numeric' : 'decimal'}
            value={one[key]}
            onType={(typed) => set(at, { [key]: typed })}
          />
        )
        return (
          <fieldset
            key={one.currency}
            className="grid gap-3 rounded-lg border border-line p-3 sm:grid-cols-3"
          >
            <legend className="px-1 font-medium text-[13px]">{one.currency.toUpperCase()}</legend>
            {field('price', 'Monthly price')}
            {form.yearly.trim() !== '' && field('yearly', 'Yearly price')}
            {form.overage.trim() !== '' && field('overage', 'Per additional 1,000')}
            {form.seatMonthly.trim() !== '' && field('seatMonthly', 'Extra seat, monthly')}
            {form.seatYearly.trim() !== '' && field('seatYearly', 'Extra seat, yearly')}
            {form.addOns.map((addOn, place) => (
              <div key={place} className="contents">
                {(['monthly', 'yearly'] as const).map(
                  (key) =>
                    addOn[key].trim() !== '' && (
                      <TextField
                        key={key}
                        label={`${addOn.name || 'Add-on'}, ${key}`}
                        value={one.addOns[place]?.[key] ?? ''}
                        onType={(typed) =>
                          set(at, {
                            addOns: form.addOns.map((_, other) => ({
                              ...(one.addOns[other] ?? { monthly: '', yearly: '' }),
                              ...(other === place ? { [key]: typed } : {}),
                            })),
                          })
                        }
                      />
                    ),
                )}
              </div>
            ))}
            <Button
              size="sm"
              look="ghost"
              className="justify-self-start sm:col-span-3"
              onClick={() => onChange({ ...form, others: form.others.filter((_, place) => place !== at) })}
            >
              Do not sell in {one.currency.toUpperCase()}
            </Button>
          </fieldset>
        )
      })}
      <div className="flex flex-wrap gap-2">
        {free.map((currency) => (
          <Button
            key={currency}
            size="sm"
            onClick={() =>
              onChange({
                ...form,
                others: [
                  ...form.others,
                  {
                    currency,
                    price: '',
                    overage: '',
                    yearly: '',
                    seatMonthly: '',
                    seatYearly: '',
                    addOns: form.addOns.map(() => ({ monthly: '', yearly: '' })),
                  },
                ],
              })
            }
          >
            <Plus />
            {currency.toUpperCase()}
          </Button>
        ))}
      </div>
    </div>
  )
}
