import { type Decide, makeDecide } from '@assay/ml-core'
import type { DecisionPolicy } from '@assay/ml-core/schema'

/** What a policy made of one row of probabilities. */
export type Decision = {
  /** Class to name, or null where the answer is withheld. */
  label: number | null
  /** The class that was named, or would have been. */
  candidate: number
}

export type Decider = (probabilities: Float32Array) => Decision

const mostProbable = (probabilities: Float32Array): number => {
  let best = 0
  for (let k = 1; k < probabilities.length; k++)
    if ((probabilities[k] ?? 0) > (probabilities[best] ?? 0)) best = k
  return best
}

const makeDecider = (policy: DecisionPolicy, labels: readonly string[]): Decider => {
  const decide: Decide = makeDecide(policy, labels)
  const least = policy.abstainBelow ?? 0
  return (probabilities) => {
    const chosen = decide(probabilities)
    const candidate = chosen ?? mostProbable(probabilities)
    const withheld = chosen === null || (probabilities[chosen] ?? 0) < least
    return { label: withheld ? null : chosen, candidate }
  }
}

const made = new WeakMap<readonly string[], Map<string, Decider>>()

/** The decider of a policy as it was sent; made once for each model and policy. */
export const deciderFor = (policy: DecisionPolicy, labels: readonly string[]): Decider => {
  const ofModel = made.get(labels) ?? new Map<string, Decider>()
  made.set(labels, ofModel)
  const key = JSON.stringify(policy)
  const decider = ofModel.get(key) ?? makeDecider(policy, labels)
  if (ofModel.size > 100) ofModel.clear()
  ofModel.set(key, decider)
  return decider
}
