import type { Limits } from './plans.ts'

/**
 * Seconds of training that an amount is worth: a plan's price pays for the training minutes that it includes,
 * so that a minute is worth that share of it. Rounded down; null where the plan costs nothing or sets no limit.
 */
export const trainingSecondsFor = (
  plan: { monthlyPriceMinor: bigint; limits: Pick<Limits, 'trainingMinutesPerMonth'> },
  amountMinor: bigint,
): number | null => {
  const minutes = plan.limits.trainingMinutesPerMonth
  if (minutes === null || plan.monthlyPriceMinor <= 0n) return null
  return Number((amountMinor * BigInt(minutes) * 60n) / plan.monthlyPriceMinor)
}
