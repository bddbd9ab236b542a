export { divideHalfUp, formatDecimal, parseDecimal, roundToMinor } from './decimal.ts'
export { type Entitlements, type LimitedFeature, mayDo, type Verdict } from './entitlements.ts'
export {
  type Meter,
  type MeterPrice,
  type MeterPrices,
  meterPriceSchema,
  meterPricesSchema,
  meters,
  periodCost,
  priceTierSchema,
  simplePrice,
  unitsWithin,
  usageCost,
} from './meter-price.ts'
export { addMoney, CurrencyMismatch, type Money, sumMoney } from './money.ts'
export { type BridgeMonth, classifyMovement, type Movement, type MovementKind, mrrBridge } from './mrr.ts'
export {
  addedBy,
  type BillingInterval,
  billingIntervals,
  limitsWith,
  monthlyRecurringMinor,
  offerMismatch,
  offerOf,
  type PlanOffer,
  planOfferSchema,
  priceKey,
  recurringMinor,
  type Selection,
  seatLimit,
  selectedItems,
  soldPrices,
} from './offer.ts'
export { addMonths, monthOf, monthsBetween, type Period, periodAt } from './periods.ts'
export {
  defaultPlans,
  freePlanKey,
  hardLimitOf,
  isPaid,
  type Limits,
  metersAtStripe,
  type PlanDefinition,
} from './plans.ts'
export {
  overageOf,
  type RatedEvent,
  type RatedUsage,
  type RoundedAmount,
  rateUsage,
  roundLine,
  type UsageTerms,
  unitPrice,
} from './pricing.ts'
export { creditsUnusedTime, unusedTimeMinor } from './proration.ts'
export { type LineTotals, type PricedLine, shareTax, totalLines } from './quote.ts'
export {
  afterChurn,
  basisPoints,
  type CustomerMonth,
  type CustomerMovement,
  lifetimeValue,
  retention,
  revenueChurn,
} from './retention.ts'
export { meterPriceOf, type PlanTerms, simulateBill } from './simulate.ts'
export { refusalOf, type Standing, type Suspension, standingOf, suspensionText } from './standing.ts'
export { trainingSecondsFor } from './training-price.ts'
