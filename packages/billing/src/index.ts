export { divideHalfUp, formatDecimal, parseDecimal } from './decimal.ts'
export { checkLimit, type LimitedFeature, type LimitVerdict } from './entitlements.ts'
export { addMoney, CurrencyMismatch, type Money, sumMoney } from './money.ts'
export { type BridgeMonth, classifyMovement, type Movement, type MovementKind, mrrBridge } from './mrr.ts'
export { addMonths, monthOf, monthsBetween, type Period, periodAt } from './periods.ts'
export { defaultPlans, freePlanKey, hardLimitOf, isPaid, type Limits, type PlanDefinition } from './plans.ts'
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
export { trainingSecondsFor } from './training-price.ts'
