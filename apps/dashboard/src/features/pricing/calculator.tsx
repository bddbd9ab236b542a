import type { PublicPlan } from '@assay/services/views'
import { useState } from 'react'
import { formatCount } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import type { BillingInterval } from '../../lib/views.ts'
import { Badge } from '../../ui/badge.tsx'
import { Card } from '../../ui/card.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { type Bill, billsFor, type Wanted } from './bills.ts'

const fields = [
  { key: 'predictions', label: 'Predictions a month' },
  { key: 'batchRows', label: 'Batch rows a month' },
  { key: 'trainingMinutes', label: 'Training minutes a month' },
  { key: 'seats', label: 'Team members' },
] as const

const first: Record<keyof Wanted, string> = {
  predictions: '100000',
  batchRows: '0',
  trainingMinutes: '60',
  seats: '3',
}

/** The slider goes by powers of ten, from a hundred to ten million. */
const least = 2
const most = 7

const read = (typed: string): number =>
  Math.min(1e12, Math.max(0, Math.trunc(Number(typed.replace(/[^\d.]/g, ''))) || 0))

const reasons: Record<NonNullable<Bill['lacks']>, string> = {
  predictions: 'Stops at its allowance',
  training: 'Not enough training time',
  seats: 'Not enough seats',
}

/** What one's own usage would cost on each plan. */
export function Calculator({
  plans,
  currency,
  interval,
}: {
  plans: readonly PublicPlan[]
  currency: string
  interval: BillingInterval
}) {
  const [typed, setTyped] = useState(first)
  const wanted: Wanted = {
    predictions: read(typed.predictions),
    batchRows: read(typed.batchRows),
    trainingMinutes: read(typed.trainingMinutes),
    seats: read(typed.seats),
  }
  const bills = billsFor(plans, currency, interval, wanted)
  const power = wanted.predictions > 0 ? Math.log10(wanted.predictions) : least
  return (
    <section aria-labelledby="calculator-title" className="grid gap-5">
      <div className="grid gap-1">
        <h2 id="calculator-title" className="font-semibold text-2xl tracking-tight">
          Estimate your cost
        </h2>
        <p className="text-[15px] text-soft">Calculated with the formula used for invoices, before taxes.</p>
      </div>
      <Card className="grid lg:grid-cols-[22rem_minmax(0,1fr)]">
        <div className="grid content-start gap-4 border-line border-b p-5 lg:border-r lg:border-b-0">
          {fields.map(({ key, label }) => (
            <div key={key} className="grid gap-2">
              <TextField
                label={label}
                inputMode="numeric"
                maxLength={16}
                value={typed[key]}
                onType={(value) => setTyped({ ...typed, [key]: value })}
                testId={`calculate-${key}`}
              />
              {key === 'predictions' && (
                <input
                  type="range"
                  aria-label="Approximate predictions a month"
                  aria-valuetext={formatCount(wanted.predictions)}
                  className="w-full accent-accent"
                  min={least}
                  max={most}
                  step={0.05}
                  value={Math.min(most, Math.max(least, power))}
                  onChange={(event) => {
                    const count = 10 ** Number(event.target.value)
                    setTyped({ ...typed, predictions: String(Number(count.toPrecision(2))) })
                  }}
                />
              )}
            </div>
          ))}
        </div>
        <ul className="grid content-start divide-y divide-line" data-testid="bills">
          {bills.map((bill, at) => (
            <BillRow
              key={bill.plan.id}
              bill={bill}
              best={at === 0 && bill.lacks === null}
              interval={interval}
            />
          ))}
        </ul>
      </Card>
    </section>
  )
}

function BillRow({ bill, best, interval }: { bill: Bill; best: boolean; interval: BillingInterval }) {
  const { plan, currency, lacks, recurringMinor, usageMinor, totalMinor } = bill
  const money = (minor: bigint) => formatMoney(minor.toString(), currency)
  return (
    <li
      className={`flex flex-wrap items-center justify-between gap-x-6 gap-y-1 px-5 py-4 ${lacks ? 'text-faint' : ''}`}
      data-testid={`bill-${plan.key}`}
    >
      <div className="min-w-0">
        <p className="flex items-center gap-2 font-medium">
          {plan.name} {best && <Badge tone="good">Lowest cost</Badge>}
        </p>
        <p className="text-[13px] text-faint">
          {lacks ? (
            reasons[lacks]
          ) : (
            <>
              {money(recurringMinor)} plan, {money(usageMinor)} usage
            </>
          )}
        </p>
      </div>
      <p className="figure text-right">
        {lacks ? (
          '–'
        ) : (
          <>
            <span className="font-semibold text-xl">{money(totalMinor)}</span>{' '}
            <span className="text-[13px] text-faint">
              {interval === 'year' ? 'a month, billed yearly' : 'a month'}
            </span>
          </>
        )}
      </p>
    </li>
  )
}
