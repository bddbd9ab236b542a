import { monthlyRecurringMinor, simulateBill } from '@assay/billing/rating'
import type { PublicPlan } from '@assay/services/views'
import { basePrice, versionIn } from '../../lib/price-choice.ts'
import type { BillingInterval, PricedVersion } from '../../lib/views.ts'

/** What somebody means to use in a month. */
export type Wanted = { predictions: number; batchRows: number; trainingMinutes: number; seats: number }

export type Bill = {
  plan: PublicPlan
  currency: string
  recurringMinor: bigint
  usageMinor: bigint
  totalMinor: bigint
  /** Why the plan does not do; null where it does. */
  lacks: 'predictions' | 'training' | 'seats' | null
}

const lackOf = (version: PricedVersion, interval: BillingInterval, wanted: Wanted): Bill['lacks'] => {
  const priced = version.overagePer1000Minor !== null || version.prices['predictions'] !== undefined
  if (!priced && wanted.predictions > version.includedPredictions) return 'predictions'
  const minutes = version.limits.trainingMinutesPerMonth
  if (minutes !== null && wanted.trainingMinutes > minutes) return 'training'
  const { seats } = version.offer
  const further = interval === 'month' ? seats?.monthlyMinor : seats?.yearlyMinor
  if (seats && further === null && wanted.seats > seats.included) return 'seats'
  return null
}

/** What each plan would come to in a month, by the formula of the invoices: what does first, the cheapest before the others. */
export const billsFor = (
  plans: readonly PublicPlan[],
  currency: string,
  wantedInterval: BillingInterval,
  wanted: Wanted,
): Bill[] =>
  plans
    .map((plan): Bill => {
      const version = versionIn(plan, currency)
      const interval = basePrice(version, wantedInterval) === null ? 'month' : wantedInterval
      const lacks = lackOf(version, interval, wanted)
      const extraSeats =
        version.offer.seats && lacks !== 'seats'
          ? Math.max(0, wanted.seats - version.offer.seats.included)
          : 0
      const terms = {
        ...version,
        monthlyPriceMinor: BigInt(version.monthlyPriceMinor),
        prices: version.prices,
      }
      const selection = { interval, extraSeats, addOns: [] }
      const { usage } = simulateBill(terms, selection, {
        predictions: wanted.predictions,
        batch_rows: wanted.batchRows,
        training_seconds: wanted.trainingMinutes * 60,
      })
      const recurringMinor = monthlyRecurringMinor(terms, selection)
      const usageMinor = usage.reduce((sum, line) => sum + line.amountMinor, 0n)
      return {
        plan,
        currency: version.currency,
        recurringMinor,
        usageMinor,
        totalMinor: recurringMinor + usageMinor,
        lacks,
      }
    })
    .sort(
      (a, b) => Number(a.lacks !== null) - Number(b.lacks !== null) || Number(a.totalMinor - b.totalMinor),
    )
