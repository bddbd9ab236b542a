/** Smallest probability that the log loss tells from zero. */
const smallest = 1e-15

/** Mean −ln of the true class's probability, by `weights` if given; `probabilities` is rows × classes. */
export function logLoss(
  probabilities: Float32Array,
  labels: Int32Array,
  classes: number,
  weights?: Float64Array,
): number {
  let total = 0
  let counted = 0
  for (let row = 0; row < labels.length; row++) {
    const weight = weights ? weights[row] : 1
    total -= weight * Math.log(Math.max(smallest, probabilities[row * classes + labels[row]]))
    counted += weight
  }
  return counted > 0 ? total / counted : 0
}

/** Mean squared difference between the probability of the positive class and what happened (0 or 1). */
export function brierScore(positive: ArrayLike<number>, happened: ArrayLike<number>): number {
  let total = 0
  for (let row = 0; row < positive.length; row++) total += (positive[row] - happened[row]) ** 2
  return positive.length > 0 ? total / positive.length : 0
}

/**
 * The Brier score of all rows (0 is best): for two classes the squared error of one class's probability, at
 * most 1; for more the squared errors summed over the classes, at most 2 (as scikit-learn scales them).
 */
export function brierLoss(probabilities: Float32Array, labels: Int32Array, classes: number): number {
  let total = 0
  for (let row = 0; row < labels.length; row++)
    for (let k = 0; k < classes; k++)
      total += (probabilities[row * classes + k] - (k === labels[row] ? 1 : 0)) ** 2
  return labels.length > 0 ? total / labels.length / (classes === 2 ? 2 : 1) : 0
}

/** Class of the highest probability per row; the first one of equals. */
export function mostProbable(probabilities: Float32Array, classes: number): Int32Array {
  const rows = probabilities.length / classes
  const predicted = new Int32Array(rows)
  for (let row = 0; row < rows; row++) {
    const base = row * classes
    let best = 0
    for (let k = 1; k < classes; k++) if (probabilities[base + k] > probabilities[base + best]) best = k
    predicted[row] = best
  }
  return predicted
}
