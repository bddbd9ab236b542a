import { logLoss } from '../../metrics/probability.ts'

export interface Blend {
  /** Per candidate, 0 for those that have no say; they sum to 1. */
  weights: number[]
  /** Rows × classes. */
  probabilities: Float32Array
}

const mostVotes = 20
/** More members cost more at every prediction than they bring. */
const mostMembers = 5

/**
 * Weights of a soft vote by greedy selection with replacement (Caruana et al. 2004): again and again the
 * candidate is given one more vote that lowers the log loss of the mean most, until none does. All candidates
 * have answered the same rows.
 */
export function blend(candidates: readonly Float32Array[], actual: Int32Array, classes: number): Blend {
  const votes = candidates.map(() => 0)
  const size = actual.length * classes
  let sum = new Float64Array(size)
  let total = 0
  let lowest = Number.POSITIVE_INFINITY
  const mean = new Float32Array(size)
  while (total < mostVotes) {
    let best = -1
    for (const [at, own] of candidates.entries()) {
      const isFull = votes.filter((count) => count > 0).length >= mostMembers
      if (isFull && votes[at] === 0) continue
      for (let i = 0; i < size; i++) mean[i] = (sum[i] + own[i]) / (total + 1)
      const loss = logLoss(mean, actual, classes)
      if (loss >= lowest) continue
      lowest = loss
      best = at
    }
    if (best < 0) break
    votes[best]++
    total++
    sum = sum.map((value, i) => value + candidates[best][i])
  }
  return {
    weights: votes.map((count) => count / total),
    probabilities: Float32Array.from(sum, (value) => value / total),
  }
}
