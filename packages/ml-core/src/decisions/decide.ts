import type { DecisionPolicy } from '../schema/index.ts'

/** Class of the answer to one row of probabilities; null where none of the labels may be answered. */
export type Decide = (probabilities: Float32Array) => number | null

/** What a policy decides for a model with these labels; abstaining below a score is left to the caller. */
export function makeDecide({ choose }: DecisionPolicy, labels: readonly string[]): Decide {
  switch (choose.by) {
    case 'probability':
      return mostProbable
    case 'thresholds': {
      const thresholds = Float64Array.from(labels, (label) => choose.thresholds[label] ?? Number.NaN)
      return (probabilities) => byThresholds(probabilities, thresholds)
    }
    case 'cost':
      return (probabilities) => cheapest(probabilities, choose.costs)
  }
}

function mostProbable(probabilities: Float32Array): number {
  let best = 0
  for (let k = 1; k < probabilities.length; k++) if (probabilities[k] > probabilities[best]) best = k
  return best
}

/** NaN stands for a label without a threshold. */
function byThresholds(probabilities: Float32Array, thresholds: Float64Array): number | null {
  let reached: number | null = null
  let open: number | null = null
  let factor = 0
  for (let k = 0; k < probabilities.length; k++) {
    const threshold = thresholds[k]
    if (Number.isNaN(threshold)) {
      if (open === null || probabilities[k] > probabilities[open]) open = k
    } else if (probabilities[k] >= threshold && probabilities[k] / threshold > factor) {
      reached = k
      factor = probabilities[k] / threshold
    }
  }
  return reached ?? open
}

/** The answer of the least expected cost; of equals the more probable, then the first. */
function cheapest(probabilities: Float32Array, costs: readonly (readonly number[])[]): number {
  let best = 0
  let least = Number.POSITIVE_INFINITY
  for (let answer = 0; answer < probabilities.length; answer++) {
    let cost = 0
    for (let actual = 0; actual < probabilities.length; actual++)
      cost += probabilities[actual] * costs[actual][answer]
    if (cost < least || (cost === least && probabilities[answer] > probabilities[best])) {
      best = answer
      least = cost
    }
  }
  return best
}
