import './without-eval.ts'

/** What a browser may reckon with: the same formulas as on invoices, and nothing of Stripe. */
export { type Meter, type MeterPrice, type MeterPrices, meterPriceSchema, meters } from './meter-price.ts'
export {
  type AddOn,
  type BillingInterval,
  monthlyRecurringMinor,
  type PlanOffer,
  recurringMinor,
  type Selection,
} from './offer.ts'
export { type PlanTerms, simulateBill } from './simulate.ts'
