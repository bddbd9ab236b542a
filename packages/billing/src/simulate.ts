import {
  type Meter,
  type MeterPrice,
  type MeterPrices,
  meters,
  periodCost,
  simplePrice,
} from './meter-price.ts'
import { recurringMinor, type Selection } from './offer.ts'
import { roundLine, unitPrice } from './pricing.ts'

/** What a plan version asks, however it was written down. */
export type PlanTerms = {
  monthlyPriceMinor: bigint
  includedPredictions: number
  overagePer1000Minor: string | null
  prices?: Partial<MeterPrices> | undefined
  offer?: unknown
}

/** What the terms ask for a meter; null: nothing. Predictions may still be priced by the two older fields. */
export const meterPriceOf = (
  terms: Omit<PlanTerms, 'monthlyPriceMinor' | 'offer'>,
  meter: string,
): MeterPrice | null => {
  const own = terms.prices?.[meter as Meter]
  if (own !== undefined) return own
  if (meter !== 'predictions' || terms.overagePer1000Minor === null) return null
  return simplePrice({ included: terms.includedPredictions, unitMinor: unitPrice(terms.overagePer1000Minor) })
}

export type SimulatedBill = {
  /** Of one interval: a year's price stands whole beside a month's usage. */
  recurringMinor: bigint
  usage: { meter: Meter; quantity: number; amountMinor: bigint }[]
  totalMinor: bigint
}

/** The bill that terms make of a month's usage: the same rating as invoices have, one rounded line per meter. */
export const simulateBill = (
  terms: PlanTerms,
  selection: Selection,
  quantities: Partial<Record<Meter, number>>,
): SimulatedBill => {
  const recurring = recurringMinor(
    { monthlyPriceMinor: terms.monthlyPriceMinor, offer: terms.offer },
    selection,
  )
  const usage = meters.flatMap((meter) => {
    const price = meterPriceOf(terms, meter)
    const quantity = quantities[meter] ?? 0
    if (price === null) return []
    return [{ meter, quantity, amountMinor: roundLine(periodCost(price, BigInt(quantity))).amountMinor }]
  })
  return {
    recurringMinor: recurring,
    usage,
    totalMinor: usage.reduce((sum, line) => sum + line.amountMinor, recurring),
  }
}
