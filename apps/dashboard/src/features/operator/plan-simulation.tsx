import { type Meter, meters, simulateBill } from '@assay/billing/rating'
import { useState } from 'react'
import { formatMoney, parseMoney } from '../../lib/money.ts'
import { TextField } from '../../ui/text-field.tsx'
import { type PlanForm, readMeters } from './plan-form.ts'
import { meterNames } from './plan-steps.tsx'

const typical: Record<Meter, string> = {
  predictions: '100000',
  batch_rows: '10000',
  training_seconds: '3600',
  storage_gb_hours: '7300',
}

/** What a tenant would pay in a month for an amount of usage, by the formula that makes invoices. */
export function PlanSimulation({ form, currency }: { form: PlanForm; currency: string }) {
  const [typed, setTyped] = useState(typical)
  const price = parseMoney(form.price, currency)
  const overage = form.overage.trim() === '' ? null : parseMoney(form.overage, currency, 8)
  const prices = readMeters(form, currency)
  const included = Number(form.included.replaceAll(',', ''))
  const priced = meters.filter(
    (meter) =>
      form.meters.some((one) => one.meter === meter) || (meter === 'predictions' && overage !== null),
  )
  const count = (meter: Meter) => Math.min(1e12, Math.max(0, Math.trunc(Number(typed[meter])) || 0))
  const bill = () => {
    if (price === null || prices === undefined || !Number.isSafeInteger(included)) return null
    const terms = {
      monthlyPriceMinor: BigInt(price),
      includedPredictions: included,
      overagePer1000Minor: overage,
      prices,
    }
    const quantities = Object.fromEntries(meters.map((meter) => [meter, count(meter)]))
    try {
      return simulateBill(terms, { interval: 'month', extraSeats: 0, addOns: [] }, quantities)
    } catch {
      return null
    }
  }
  const shown = bill()
  const money = (minor: bigint) => formatMoney(minor.toString(), currency)
  return (
    <section
      className="grid gap-3 rounded-lg border border-line bg-sunken p-3"
      aria-label="What a tenant would pay"
    >
      <h3 className="font-medium text-[13px]">What a tenant would pay in a month</h3>
      {priced.length > 0 && (
        <div className="grid gap-3 sm:grid-cols-2">
          {priced.map((meter) => (
            <TextField
              key={meter}
              label={meterNames[meter]}
              inputMode="numeric"
              value={typed[meter]}
              onType={(next) => setTyped({ ...typed, [meter]: next })}
              testId={`simulate-${meter}`}
            />
          ))}
        </div>
      )}
      {shown === null ? (
        <p className="text-[13px] text-faint">Complete the prices above to see the bill.</p>
      ) : (
        <ul className="figure grid gap-1 text-[13px]" data-testid="simulated-bill">
          <li className="flex justify-between">
            <span>Plan</span>
            {money(shown.recurringMinor)}
          </li>
          {shown.usage.map((line) => (
            <li key={line.meter} className="flex justify-between">
              <span>{meterNames[line.meter]}</span>
              {money(line.amountMinor)}
            </li>
          ))}
          <li className="flex justify-between border-line border-t pt-1 font-semibold">
            <span>Total</span>
            {money(shown.totalMinor)}
          </li>
        </ul>
      )}
    </section>
  )
}
