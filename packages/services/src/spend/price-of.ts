import { type MeterPrice, meterPriceOf, meterPricesSchema } from '@assay/billing'
import { type PlanVersionRow, trimDecimal } from '../billing/plan-rows.ts'

/** What a plan version asks for a meter; null: nothing. As `meter_price` in the database. */
export const priceOf = (version: PlanVersionRow, meter: string): MeterPrice | null =>
  meterPriceOf(
    {
      includedPredictions: version.includedPredictions,
      overagePer1000Minor:
        version.overagePer1000Minor === null ? null : trimDecimal(version.overagePer1000Minor),
      prices: meterPricesSchema.parse(version.prices),
    },
    meter,
  )
