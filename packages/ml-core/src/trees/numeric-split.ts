import { type GrowthLimits, leastCurvature, type Split, type Sums } from './split.ts'

/**
 * Looks for a cut that beats `best`, which it then overwrites. Missing values are tried on both sides; where
 * the node has none, later ones will go to the side with more rows.
 *
 * The feature's `bins` bins and the one of missing values lie in `histogram` from `at`, rows counted in units.
 */
export function findNumericSplit(
  histogram: Float64Array,
  at: number,
  bins: number,
  unit: number,
  node: Sums,
  limits: GrowthLimits,
  feature: number,
  best: Split,
): void {
  const perUnit = 1 / unit
  const missing = at + 2 * bins
  const missingRows = Math.round(histogram[missing + 1] * perUnit)
  if (missingRows === 0) {
    scan(histogram, at, bins - 1, unit, 0, 0, 0, node, limits, feature, best)
    return
  }
  const missingGradient = histogram[missing]
  const missingCurvature = histogram[missing + 1] - missingRows * unit
  scan(histogram, at, bins, unit, 0, 0, 0, node, limits, feature, best)
  const beaten = best.gain
  scan(
    histogram,
    at,
    bins - 1,
    unit,
    missingGradient,
    missingCurvature,
    missingRows,
    node,
    limits,
    feature,
    best,
  )
  if (best.gain > beaten) best.missingLeft = true
}

/** Moves bins to the left side one after the other, which begins with the given sums. */
function scan(
  histogram: Float64Array,
  at: number,
  bins: number,
  unit: number,
  gradient: number,
  curvature: number,
  rows: number,
  node: Sums,
  limits: GrowthLimits,
  feature: number,
  best: Split,
): void {
  const { leastRows, penalty } = limits
  const perUnit = 1 / unit
  const allGradient = node.gradient
  const allCurvature = node.curvature
  const allRows = node.rows
  let gain = best.gain
  let found = -1
  let foundRows = 0
  for (let bin = 0, slot = at; bin < bins; bin++, slot += 2) {
    const packed = histogram[slot + 1]
    const here = Math.floor(packed * perUnit + 0.5)
    if (here === 0) continue
    gradient += histogram[slot]
    curvature += packed - here * unit
    rows += here
    if (rows < leastRows || curvature < leastCurvature) continue
    const rightCurvature = allCurvature - curvature
    if (allRows - rows < leastRows || rightCurvature < leastCurvature) break
    const right = allGradient - gradient
    const onLeft = curvature + penalty
    const onRight = rightCurvature + penalty
    // The children's scores added up, over their common denominator: one division instead of two.
    const own = (gradient * gradient * onRight + right * right * onLeft) / (onLeft * onRight)
    if (own > gain) {
      gain = own
      found = bin
      foundRows = rows
      best.gradient = gradient
      best.curvature = curvature
    }
  }
  if (found < 0) return
  best.gain = gain
  best.feature = feature
  best.bin = found
  best.left = null
  best.missingLeft = foundRows * 2 > allRows
}
