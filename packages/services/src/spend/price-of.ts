import { type MeterPrice, meterPriceSchema, simplePrice, unitPrice } from '@assay/billing'
import { type PlanVersionRow, trimDecimal } from '../billing/plan-rows.ts'

/** What a plan version asks for a meter; null: nothing. As `meter_price` in the database. */
export const priceOf = (version: PlanVersionRow, meter: string): MeterPrice | null => {
  const own = version.prices[meter]
  if (own !== undefined) return meterPriceSchema.parse(own)
  if (meter !== 'predictions' || version.overagePer1000Minor === null) return null
  return simplePrice({
    included: version.includedPredictions,
    unitMinor: unitPrice(trimDecimal(version.overagePer1000Minor)),
  })
}
