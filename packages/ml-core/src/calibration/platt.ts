/** Fewer rows of either kind than this say too little by themselves. */
const fewest = 5
const mostRounds = 50

/** A score s stands for the log-odds slope · s + intercept. */
export interface Sigmoid {
  slope: number
  intercept: number
}

/**
 * The sigmoid of least log loss (Platt 1999), by Newton's method on targets smoothed as there (Lin, Lin & Weng
 * 2007). Null where too few of the `labels` are 1, or too few 0. `weights`: what each row counts; left out, 1.
 */
export function fitSigmoid(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  weights?: ArrayLike<number>,
): Sigmoid | null {
  let positives = 0
  for (let row = 0; row < labels.length; row++) positives += labels[row]
  const negatives = labels.length - positives
  if (positives < fewest || negatives < fewest) return null
  const high = (positives + 1) / (positives + 2)
  const low = 1 / (negatives + 2)
  let slope = 1
  let intercept = Math.log((positives + 1) / (negatives + 1))
  let loss = lossOf(slope, intercept)
  for (let round = 0; round < mostRounds; round++) {
    let [g1, g0, h11, h10, h00] = [0, 0, 1e-9, 0, 1e-9]
    for (let row = 0; row < labels.length; row++) {
      const weight = weights ? weights[row] : 1
      const p = 1 / (1 + Math.exp(-slope * scores[row] - intercept))
      const gap = weight * (p - (labels[row] === 1 ? high : low))
      const curve = weight * p * (1 - p)
      g1 += gap * scores[row]
      g0 += gap
      h11 += curve * scores[row] * scores[row]
      h10 += curve * scores[row]
      h00 += curve
    }
    if (Math.abs(g1) + Math.abs(g0) <= 1e-7 * labels.length) break
    const determinant = h11 * h00 - h10 * h10
    if (!(determinant > 1e-18)) break
    const [d1, d0] = [(h00 * g1 - h10 * g0) / determinant, (h11 * g0 - h10 * g1) / determinant]
    let step = 1
    let next = lossOf(slope - d1, intercept - d0)
    while (next > loss && step > 1e-6) {
      step /= 2
      next = lossOf(slope - step * d1, intercept - step * d0)
    }
    if (next >= loss) break
    slope -= step * d1
    intercept -= step * d0
    loss = next
  }
  // A falling sigmoid would turn the ranking over: the scores then say nothing here.
  return slope > 0 ? { slope, intercept } : null

  function lossOf(a: number, b: number): number {
    let total = 0
    for (let row = 0; row < labels.length; row++) {
      const z = a * scores[row] + b
      const target = labels[row] === 1 ? high : low
      const softplus = z > 0 ? z + Math.log1p(Math.exp(-z)) : Math.log1p(Math.exp(z))
      total += (weights ? weights[row] : 1) * (softplus - target * z)
    }
    return total
  }
}

/**
 * A sigmoid for each label from scores and answers, rows × labels. A label with too few rows takes the one that
 * suits all labels together.
 */
export function fitSigmoids(
  scores: Float32Array,
  answers: Uint8Array,
  classes: number,
  weights?: Float32Array,
): Sigmoid[] {
  const rows = scores.length / classes
  const repeated = weights && Float32Array.from(scores, (_, at) => weights[Math.floor(at / classes)])
  let shared: Sigmoid | null = null
  return Array.from({ length: classes }, (_, k) => {
    const own = Float32Array.from({ length: rows }, (_row, row) => scores[row * classes + k])
    const said = Uint8Array.from({ length: rows }, (_row, row) => answers[row * classes + k])
    const fitted = fitSigmoid(own, said, weights)
    if (fitted !== null) return fitted
    shared ??= fitSigmoid(scores, answers, repeated) ?? { slope: 1, intercept: 0 }
    return shared
  })
}

/** Makes linear weights ((columns + 1) × labels, the last row the biases) say log-odds, in place. */
export function foldSigmoids(weights: Float32Array, sigmoids: readonly Sigmoid[]): void {
  const classes = sigmoids.length
  const bias = weights.length - classes
  for (let at = 0; at < weights.length; at++) weights[at] *= sigmoids[at % classes].slope
  sigmoids.forEach(({ intercept }, k) => {
    weights[bias + k] += intercept
  })
}
