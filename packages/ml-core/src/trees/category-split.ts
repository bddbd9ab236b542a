import { type GrowthLimits, leastCurvature, type Split, type Sums, score } from './split.ts'

/** Pulls the rates of rare categories together before they are sorted (LightGBM's `cat_smooth`). */
const smoothing = 10
/** Extra penalty where categories are grouped: grouping by rate fits noise more easily (`cat_l2`). */
const groupingPenalty = 10
/** Up to this many categories in a node there is little to overfit. */
const fewCategories = 4

const sortedBins = new Int32Array(256)
const rates = new Float64Array(256)
const binRows = new Int32Array(256)

/**
 * Looks for a group of categories that beats `best`: sorted by gradient over second derivative, the best of
 * all groupings is one of the prefixes (Fisher 1958; Ke et al. 2017). Missing values count as a category;
 * what the node does not hold goes with them, or with the more rows.
 */
export function findCategorySplit(
  histogram: Float64Array,
  at: number,
  bins: number,
  unit: number,
  node: Sums,
  limits: GrowthLimits,
  feature: number,
  best: Split,
): void {
  const present = sortPresent(histogram, at, bins, unit)
  if (present < 2) return
  const penalty = limits.penalty + (present > fewCategories ? groupingPenalty : 0)
  let gain = best.gain
  let found = -1
  let foundRows = 0
  let gradient = 0
  let curvature = 0
  let rows = 0
  for (let i = 0; i < present - 1; i++) {
    const bin = sortedBins[i]
    gradient += histogram[at + 2 * bin]
    curvature += histogram[at + 2 * bin + 1] - binRows[bin] * unit
    rows += binRows[bin]
    if (rows < limits.leastRows || curvature < leastCurvature) continue
    const rightCurvature = node.curvature - curvature
    if (node.rows - rows < limits.leastRows || rightCurvature < leastCurvature) break
    const own = score(gradient, curvature, penalty) + score(node.gradient - gradient, rightCurvature, penalty)
    if (own <= gain) continue
    gain = own
    found = i
    foundRows = rows
    best.gradient = gradient
    best.curvature = curvature
  }
  if (found < 0) return
  best.gain = gain
  best.feature = feature
  best.bin = 0
  best.left = leftBits(found, bins, foundRows * 2 > node.rows)
  best.missingLeft = isSet(best.left, bins)
}

/** Leaves the bins that the node holds in `sortedBins`, by rising rate, and returns how many they are. */
function sortPresent(histogram: Float64Array, at: number, bins: number, unit: number): number {
  let present = 0
  for (let bin = 0; bin <= bins; bin++) {
    const packed = histogram[at + 2 * bin + 1]
    const rows = Math.round(packed / unit)
    binRows[bin] = rows
    if (rows === 0) continue
    rates[bin] = histogram[at + 2 * bin] / (packed - rows * unit + smoothing)
    let i = present++
    // Insertion keeps equals in the order of their numbers; nodes seldom hold more than a few dozen.
    for (; i > 0 && rates[sortedBins[i - 1]] > rates[bin]; i--) sortedBins[i] = sortedBins[i - 1]
    sortedBins[i] = bin
  }
  return present
}

/** Bits of the bins that go left, when the sorted ones up to number `last` do. */
function leftBits(last: number, bins: number, moreRowsLeft: boolean): Int32Array {
  const bits = new Int32Array(8)
  for (let i = 0; i <= last; i++) bits[sortedBins[i] >> 5] |= 1 << (sortedBins[i] & 31)
  const absentLeft = binRows[bins] > 0 ? isSet(bits, bins) : moreRowsLeft
  if (!absentLeft) return bits
  for (let bin = 0; bin <= bins; bin++) if (binRows[bin] === 0) bits[bin >> 5] |= 1 << (bin & 31)
  return bits
}

function isSet(bits: Int32Array, bin: number): boolean {
  return ((bits[bin >> 5] >>> (bin & 31)) & 1) === 1
}
