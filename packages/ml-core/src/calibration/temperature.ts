/**
 * The inverse temperature β that minimises the log loss of softmax(β · scores) (Guo et al. 2017), by
 * Newton's method on a function that is convex in β. The targets are smoothed by one pseudo-row, as Platt's
 * are, so that β stays finite where every held row is right.
 *
 * `scores`: rows × outputs, where one output s stands for the two classes' scores −s and s. `weights`: what
 * each row counts; left out, 1.
 */
export function fitInverseTemperature(
  scores: Float32Array,
  labels: Int32Array,
  outputs: number,
  start = 1,
  weights?: Float32Array,
): number {
  const rows = labels.length
  if (rows === 0) return start
  const classes = outputs === 1 ? 2 : outputs
  const smoothing = 1 / (rows + 2)
  let low = 0
  let high = 1e4
  let beta = start
  for (let round = 0; round < 50; round++) {
    let slope = 0
    let curvature = 0
    for (let row = 0; row < rows; row++) {
      const moments = scoreMoments(scores, row * outputs, outputs, beta)
      const own = ownScore(scores, row * outputs, outputs, labels[row])
      const weight = weights ? weights[row] : 1
      slope += weight * (moments.mean - (1 - smoothing) * own - smoothing * moments.plain)
      curvature += weight * moments.variance
    }
    if (Math.abs(slope) <= 1e-7 * rows) break
    if (slope > 0) high = beta
    else low = beta
    const newton = beta - slope / Math.max(curvature, 1e-12)
    const next = newton > low && newton < high ? newton : high > 9e3 ? beta * 2 : (low + high) / 2
    if (Math.abs(next - beta) <= 1e-6 * beta) break
    beta = Math.min(next, 1e3)
    if (beta === 1e3) break
  }
  return classes > 1 ? Math.max(beta, 1e-3) : 1
}

interface Moments {
  /** Of the scores under softmax(β · scores). */
  mean: number
  variance: number
  /** Unweighted mean of the scores. */
  plain: number
}

function scoreMoments(scores: Float32Array, at: number, outputs: number, beta: number): Moments {
  if (outputs === 1) {
    const score = scores[at]
    const mean = score * Math.tanh(beta * score)
    return { mean, variance: score * score - mean * mean, plain: 0 }
  }
  let top = Number.NEGATIVE_INFINITY
  for (let k = 0; k < outputs; k++) top = Math.max(top, scores[at + k])
  let total = 0
  let first = 0
  let second = 0
  let plain = 0
  for (let k = 0; k < outputs; k++) {
    const gap = scores[at + k] - top
    plain += gap
    const exponent = beta * gap
    if (exponent < -30) continue
    const weight = Math.exp(exponent)
    total += weight
    first += weight * gap
    second += weight * gap * gap
  }
  const mean = first / total
  return { mean: mean + top, variance: second / total - mean * mean, plain: plain / outputs + top }
}

function ownScore(scores: Float32Array, at: number, outputs: number, label: number): number {
  if (outputs === 1) return label === 1 ? scores[at] : -scores[at]
  return scores[at + label]
}

/** Writes softmax(β · scores) for one row to `out[at …]`; one score s stands for −s and s. */
export function softmaxInto(
  scores: Float32Array | Float64Array,
  outputs: number,
  beta: number,
  out: Float32Array,
  at: number,
): void {
  if (outputs === 1) {
    const positive = 1 / (1 + Math.exp(-2 * beta * scores[0]))
    out[at] = 1 - positive
    out[at + 1] = positive
    return
  }
  let top = scores[0]
  for (let k = 1; k < outputs; k++) if (scores[k] > top) top = scores[k]
  let total = 0
  for (let k = 0; k < outputs; k++) {
    const weight = Math.exp(beta * (scores[k] - top))
    out[at + k] = weight
    total += weight
  }
  for (let k = 0; k < outputs; k++) out[at + k] /= total
}
