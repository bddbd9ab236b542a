import type { ThresholdCurve } from '@assay/ml-core/schema'

export type Gain = { looked: number; found: number }

/** Shares of all rows and of the class's rows from each threshold on, from nothing to everything. */
export function gainsOf({ points }: Pick<ThresholdCurve, 'points'>): Gain[] {
  return [
    { looked: 0, found: 0 },
    ...points.map(({ tp, fp, fn, tn }) => ({
      looked: (tp + fp) / Math.max(1, tp + fp + fn + tn),
      found: tp / Math.max(1, tp + fn),
    })),
  ]
}

/** How many times more of the class is found than in as many rows at random; straight between thresholds. */
export function liftAt(gains: readonly Gain[], looked: number): number | null {
  const after = gains.findIndex((gain) => gain.looked >= looked)
  const [from, to] = [gains[after - 1], gains[after]]
  if (!from || !to) return null
  const along = to.looked > from.looked ? (looked - from.looked) / (to.looked - from.looked) : 1
  return (from.found + along * (to.found - from.found)) / looked
}
