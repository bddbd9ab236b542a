import type { Pacer } from '../pacing.ts'
import type { Random } from '../random.ts'
import type { Neighbours } from './nearest-rows.ts'

/** The curve of McInnes et al. for a least distance of 0.1: 1 / (1 + a d^2b). */
const a = 1.577
const b = 0.8951
const epochs = 300
const strangers = 5
const longestStep = 4

type Edges = { heads: Int32Array; tails: Int32Array /** Epochs between two pulls. */; every: Float64Array }

/**
 * Rows in the plane, near one another where they were: UMAP (McInnes, Healy and Melville 2018) over exact neighbours.
 * `place` holds the first guess, rows × 2, and then the answer. The same input and seed give the same map.
 */
export async function layOut(
  place: Float32Array,
  neighbours: Neighbours,
  random: Random,
  pacer: Pacer,
): Promise<void> {
  const rows = place.length / 2
  const { heads, tails, every } = edgesOf(neighbours, rows)
  const next = Float64Array.from(every)
  for (let epoch = 0; epoch < epochs; epoch++) {
    const rate = 1 - epoch / epochs
    for (let e = 0; e < heads.length; e++) {
      if (next[e] > epoch + 1) continue
      next[e] += every[e]
      pull(place, heads[e], tails[e], rate)
      for (let s = 0; s < strangers; s++) push(place, heads[e], random.below(rows), rate)
    }
    if (pacer.due) await pacer.breathe()
  }
}

function pull(place: Float32Array, head: number, tail: number, rate: number): void {
  const squares = squaredDistance(place, head, tail)
  if (squares === 0) return
  const force = (-2 * a * b * squares ** (b - 1)) / (1 + a * squares ** b)
  for (let k = 0; k < 2; k++) {
    const step = clip(force * (place[head * 2 + k] - place[tail * 2 + k])) * rate
    place[head * 2 + k] += step
    place[tail * 2 + k] -= step
  }
}

function push(place: Float32Array, head: number, other: number, rate: number): void {
  if (head === other) return
  const squares = squaredDistance(place, head, other)
  const force = (2 * b) / ((0.001 + squares) * (1 + a * squares ** b))
  for (let k = 0; k < 2; k++)
    place[head * 2 + k] += clip(force * (place[head * 2 + k] - place[other * 2 + k])) * rate
}

function squaredDistance(place: Float32Array, one: number, other: number): number {
  return (place[one * 2] - place[other * 2]) ** 2 + (place[one * 2 + 1] - place[other * 2 + 1]) ** 2
}

function clip(step: number): number {
  return Math.max(-longestStep, Math.min(longestStep, step))
}

/** The fuzzy union of every row's neighbourhood; each edge in both directions. */
function edgesOf(neighbours: Neighbours, rows: number): Edges {
  const { count } = neighbours
  const strengths = strengthsOf(neighbours, rows)
  const heads: number[] = []
  const tails: number[] = []
  const weights: number[] = []
  for (let i = 0; i < rows; i++)
    for (let t = i * count; t < (i + 1) * count; t++) {
      const j = neighbours.rows[t]
      const back = strengthOf(neighbours, strengths, j, i)
      // Where both name each other the pair is taken once, from its lower row.
      if (back > 0 && j < i) continue
      const weight = strengths[t] + back - strengths[t] * back
      heads.push(i, j)
      tails.push(j, i)
      weights.push(weight, weight)
    }
  let most = 0
  for (const weight of weights) most = Math.max(most, weight)
  return {
    heads: Int32Array.from(heads),
    tails: Int32Array.from(tails),
    every: Float64Array.from(weights, (weight) => (weight > 0 ? most / weight : Number.POSITIVE_INFINITY)),
  }
}

function strengthOf({ count, rows }: Neighbours, strengths: Float64Array, of: number, to: number): number {
  for (let t = of * count; t < (of + 1) * count; t++) if (rows[t] === to) return strengths[t]
  return 0
}

/** exp(−(d − ρ) / σ): ρ is the distance to the nearest other place, σ such that the sum is log₂ of their count. */
function strengthsOf({ count, distances }: Neighbours, rows: number): Float64Array {
  const strengths = new Float64Array(rows * count)
  const aim = Math.log2(count)
  for (let i = 0; i < rows; i++) {
    const own = distances.subarray(i * count, (i + 1) * count)
    const nearest = own.find((distance) => distance > 0) ?? 0
    let [low, high, sigma] = [0, Number.POSITIVE_INFINITY, 1]
    for (let round = 0; round < 64; round++) {
      let sum = 0
      for (const distance of own) sum += Math.exp(-Math.max(0, distance - nearest) / sigma)
      if (Math.abs(sum - aim) < 1e-5) break
      if (sum > aim) high = sigma
      else low = sigma
      sigma = Number.isFinite(high) ? (low + high) / 2 : sigma * 2
    }
    const least = (1e-3 * own.reduce((sum, distance) => sum + distance, 0)) / count
    for (let t = 0; t < count; t++)
      strengths[i * count + t] = Math.exp(-Math.max(0, own[t] - nearest) / Math.max(sigma, least, 1e-12))
  }
  return strengths
}
