import { divideHalfUp } from './decimal.ts'
import type { Period } from './periods.ts'

/** The part of a period's price that falls after `at`, rounded once: what an early end gives back at most. */
export const unusedTimeMinor = (priceMinor: bigint, period: Period, at: Date): bigint => {
  const length = BigInt(period.end.getTime() - period.start.getTime())
  const left = BigInt(period.end.getTime() - at.getTime())
  if (left <= 0n || length <= 0n) return 0n
  return left >= length ? priceMinor : divideHalfUp(priceMinor * left, length)
}

/**
 * Whether a plan change gives the old plan's unused time back. Going up always does. Going down does only
 * while no larger share of the allowance is used than of the period; without that, switching up and down
 * would hand out a fresh allowance each time for nothing.
 */
export const creditsUnusedTime = (change: {
  fromMinor: bigint
  toMinor: bigint
  used: number
  included: number
  period: Period
  at: Date
}): boolean => {
  if (change.toMinor >= change.fromMinor || change.used === 0) return true
  const length = BigInt(change.period.end.getTime() - change.period.start.getTime())
  const elapsed = BigInt(Math.max(0, change.at.getTime() - change.period.start.getTime()))
  return BigInt(change.used) * length <= BigInt(change.included) * elapsed
}
