/** A rising curve through its knots: `y` at and between the `x`, which rise; level beyond both ends. */
export interface RisingCurve {
  x: number[]
  y: number[]
}

/**
 * Isotonic regression of `happened` (0 or 1) by `scores`, by pooling adjacent violators (Ayer et al. 1955).
 * Half a row is added that happened at the lowest score and half a row that did not at the highest, so that
 * no score stands for certainty. The knots lie in the middle of the pools; between them the curve is linear,
 * which keeps rows apart that a staircase would tie.
 */
export function fitIsotonic(scores: ArrayLike<number>, happened: ArrayLike<number>): RisingCurve {
  const order = Array.from({ length: scores.length }, (_, row) => row).sort((a, b) => scores[a] - scores[b])
  if (order.length === 0) return { x: [0, 1], y: [0, 1] }
  const pools: Pool[] = []
  const add = (score: number, value: number, weight: number): void => {
    let pool: Pool = { scores: score * weight, values: value * weight, weight }
    for (
      let last = pools.at(-1);
      last && last.values * pool.weight >= pool.values * last.weight;
      last = pools.at(-1)
    ) {
      pools.pop()
      pool = {
        scores: last.scores + pool.scores,
        values: last.values + pool.values,
        weight: last.weight + pool.weight,
      }
    }
    pools.push(pool)
  }
  add(scores[order[0]], 1, 0.5)
  for (const row of order) add(scores[row], happened[row], 1)
  add(scores[order[order.length - 1]], 0, 0.5)
  return {
    x: pools.map((pool) => pool.scores / pool.weight),
    y: pools.map((pool) => pool.values / pool.weight),
  }
}

interface Pool {
  scores: number
  values: number
  weight: number
}

export function valueAt({ x, y }: RisingCurve, score: number): number {
  const last = x.length - 1
  if (score <= x[0]) return y[0]
  if (score >= x[last]) return y[last]
  let low = 0
  let high = last
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (x[middle] <= score) low = middle
    else high = middle
  }
  return y[low] + ((y[high] - y[low]) * (score - x[low])) / (x[high] - x[low])
}

/** A curve as a start and straight rises: y = start + Σ rise · clamp((score − low) / width, 0, 1). */
export function segmentsOf({ x, y }: RisingCurve): {
  start: number
  lows: number[]
  widths: number[]
  rises: number[]
} {
  if (x.length === 1) return { start: y[0], lows: [x[0]], widths: [1], rises: [0] }
  const lows = x.slice(0, -1)
  return {
    start: y[0],
    lows,
    widths: lows.map((low, i) => x[i + 1] - low),
    rises: lows.map((_, i) => y[i + 1] - y[i]),
  }
}
