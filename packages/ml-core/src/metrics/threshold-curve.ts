import type { OperatingPoint, ThresholdCounts } from '../schema/index.ts'

/** Rows by falling score, as counts at each distinct score. */
export interface RankedScores {
  /** Distinct, falling. */
  scores: Float64Array
  /** Positive and negative rows with at least the score. */
  found: Int32Array
  alarms: Int32Array
  positives: number
  negatives: number
}

/** `scores` are probabilities of the positive class, `positive` is above 0 for its rows. */
export function rankScores(scores: ArrayLike<number>, positive: ArrayLike<number>): RankedScores {
  // Each side sorted as plain numbers, which typed arrays do without a comparison function.
  const yes = new Float64Array(scores.length)
  const no = new Float64Array(scores.length)
  let y = 0
  let n = 0
  for (let row = 0; row < scores.length; row++)
    if (positive[row] > 0) yes[y++] = scores[row]
    else no[n++] = scores[row]
  yes.subarray(0, y).sort()
  no.subarray(0, n).sort()
  const positives = y
  const negatives = n
  const distinct = new Float64Array(scores.length)
  const found = new Int32Array(scores.length)
  const alarms = new Int32Array(scores.length)
  let size = 0
  while (y > 0 || n > 0) {
    const score = n === 0 || (y > 0 && yes[y - 1] > no[n - 1]) ? yes[y - 1] : no[n - 1]
    while (y > 0 && yes[y - 1] === score) y--
    while (n > 0 && no[n - 1] === score) n--
    distinct[size] = score
    found[size] = positives - y
    alarms[size++] = negatives - n
  }
  return {
    scores: distinct.subarray(0, size),
    found: found.subarray(0, size),
    alarms: alarms.subarray(0, size),
    positives,
    negatives,
  }
}

/** What happens when a row counts as positive from `threshold` on, the threshold itself included. */
export function countsAt(ranked: RankedScores, threshold: number): ThresholdCounts {
  let low = 0
  let high = ranked.scores.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (ranked.scores[middle] >= threshold) low = middle + 1
    else high = middle
  }
  return low === 0 ? counted(ranked, threshold, 0, 0) : { ...countsOf(ranked, low - 1), threshold }
}

/**
 * Counts per threshold, thresholds falling: all distinct scores where they are at most `most`, otherwise those
 * at equal steps along the ROC curve, so that its shape is kept where it bends. Never misses the lowest.
 */
export function thresholdCurve(ranked: RankedScores, most: number): ThresholdCounts[] {
  const size = ranked.scores.length
  if (size <= most) return Array.from({ length: size }, (_, at) => countsOf(ranked, at))
  const { found, alarms, positives, negatives } = ranked
  const points: ThresholdCounts[] = []
  const walked = (at: number) => found[at] / Math.max(1, positives) + alarms[at] / Math.max(1, negatives)
  const whole = walked(size - 1)
  for (let at = 0; at < size; at++) {
    const wanted = (whole * (points.length + 1)) / most
    if (at === size - 1 || walked(at) >= wanted) points.push(countsOf(ranked, at))
    if (points.length === most) break
  }
  // Steps longer than wanted leave the last place to the lowest score.
  if (points[points.length - 1].threshold !== ranked.scores[size - 1])
    points[points.length - 1] = countsOf(ranked, size - 1)
  return points
}

/**
 * The threshold with the greatest sensitivity + specificity − 1 (Youden 1950), the highest of equals, laid
 * halfway to the next lower score. Null where one of the two classes is missing.
 */
export function youdenThreshold(ranked: RankedScores): number | null {
  const { scores, found, alarms, positives, negatives } = ranked
  if (positives === 0 || negatives === 0) return null
  let best = 0
  for (let at = 1; at < scores.length; at++) {
    // Compared as whole numbers: J × positives × negatives.
    const gain = (found[at] - found[best]) * negatives - (alarms[at] - alarms[best]) * positives
    if (gain > 0) best = at
  }
  return best + 1 < scores.length ? (scores[best] + scores[best + 1]) / 2 : scores[best]
}

/** The figures that medicine asks of a threshold; null where there are no rows to measure one on. */
export function operatingPoint(
  rule: OperatingPoint['rule'],
  ranked: RankedScores,
  threshold: number,
): OperatingPoint {
  const counts = countsAt(ranked, threshold)
  const { tp, fp, fn, tn } = counts
  return {
    rule,
    ...counts,
    sensitivity: share(tp, tp + fn),
    specificity: share(tn, tn + fp),
    positivePredictiveValue: share(tp, tp + fp),
    negativePredictiveValue: share(tn, tn + fn),
  }
}

function share(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null
}

function countsOf(ranked: RankedScores, at: number): ThresholdCounts {
  return counted(ranked, ranked.scores[at], ranked.found[at], ranked.alarms[at])
}

function counted(ranked: RankedScores, threshold: number, tp: number, fp: number): ThresholdCounts {
  return { threshold, tp, fp, fn: ranked.positives - tp, tn: ranked.negatives - fp }
}
