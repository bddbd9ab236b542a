import type { TrainingConfig } from '../schema/index.ts'

export type ClassWeights = TrainingConfig['classWeights']

/**
 * What each row counts in the loss: its own weight, and under `balanced` besides total weight / (classes that
 * occur × weight of its class), so that every class counts the same and the weights sum to what they summed to
 * (King & Zeng 2001, as scikit-learn's). Undefined where every row counts 1.
 */
export function rowWeightsFor(
  classWeights: ClassWeights,
  labels: Int32Array,
  classes: number,
  weights?: Float32Array,
): Float64Array | undefined {
  if (classWeights === 'none') return weights && Float64Array.from(weights)
  const weightOf = (row: number) => (weights ? weights[row] : 1)
  const sums = new Float64Array(classes)
  labels.forEach((label, row) => {
    sums[label] += weightOf(row)
  })
  const occurring = sums.filter((sum) => sum > 0).length
  const total = sums.reduce((all, sum) => all + sum, 0)
  return Float64Array.from(labels, (label, row) => (weightOf(row) * total) / (occurring * sums[label]))
}
