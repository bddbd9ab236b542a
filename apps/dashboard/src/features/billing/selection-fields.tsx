import { formatCount, plural } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import { per } from '../../lib/price-choice.ts'
import type { BillingInterval, PlanVersionView } from '../../lib/views.ts'
import { Checkbox } from '../../ui/checkbox.tsx'
import { TextField } from '../../ui/text-field.tsx'

export type ItemsChoice = { extraSeats: number; addOns: string[] }

const priceIn = (
  one: { monthlyMinor: string | null; yearlyMinor: string | null },
  interval: BillingInterval,
): string | null => (interval === 'month' ? one.monthlyMinor : one.yearlyMinor)

/** Whether there is anything to choose beside the plan. */
export const sellsItems = ({ offer }: PlanVersionView, interval: BillingInterval): boolean =>
  (offer.seats !== null && priceIn(offer.seats, interval) !== null) ||
  offer.addOns.some((one) => priceIn(one, interval) !== null)

/** Seats and add-ons of a version in an interval. */
export function SelectionFields({
  version,
  interval,
  choice,
  onChange,
}: {
  version: PlanVersionView
  interval: BillingInterval
  choice: ItemsChoice
  onChange: (choice: ItemsChoice) => void
}) {
  const { seats, addOns } = version.offer
  const seatPrice = seats === null ? null : priceIn(seats, interval)
  const money = (minor: string) => `${formatMoney(minor, version.currency)} ${per[interval]}`
  const sold = addOns.filter((one) => priceIn(one, interval) !== null)
  const toggle = (key: string, on: boolean) =>
    onChange({
      ...choice,
      addOns: on ? [...choice.addOns, key] : choice.addOns.filter((other) => other !== key),
    })
  return (
    <>
      {seats !== null && seatPrice !== null && (
        <TextField
          label="Extra seats"
          hint={`${plural(seats.included, 'member')} included, then ${money(seatPrice)} each. ${formatCount(seats.included + choice.extraSeats)} in total.`}
          type="number"
          min={0}
          max={10_000}
          controlClassName="w-28"
          value={String(choice.extraSeats)}
          onType={(typed) =>
            onChange({
              ...choice,
              extraSeats: Math.max(0, Math.min(10_000, Math.trunc(Number(typed)) || 0)),
            })
          }
          testId="extra-seats"
        />
      )}
      {sold.length > 0 && (
        <fieldset className="grid gap-2.5">
          <legend className="mb-2 font-medium text-[13px]">Add-ons</legend>
          {sold.map((one) => (
            <Checkbox
              key={one.key}
              checked={choice.addOns.includes(one.key)}
              onChange={(on) => toggle(one.key, on)}
              className="items-start"
            >
              <span className="flex min-w-0 flex-1 flex-wrap justify-between gap-x-4">
                <span className="font-medium">{one.name}</span>
                <span className="figure">{money(priceIn(one, interval) ?? '0')}</span>
                {one.description && <span className="w-full text-faint">{one.description}</span>}
              </span>
            </Checkbox>
          ))}
        </fieldset>
      )}
    </>
  )
}
