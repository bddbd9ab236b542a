import type { TrainingConfig } from '../schema/index.ts'

export type ClassWeights = TrainingConfig['classWeights']

/**
 * What each row counts in the loss. Balanced: rows / (classes that occur × rows of its class), so that every
 * class counts the same and the weights sum to the rows (King & Zeng 2001, as scikit-learn's). Undefined for
 * no weights.
 */
export function rowWeightsFor(
  classWeights: ClassWeights,
  labels: Int32Array,
  classes: number,
): Float64Array | undefined {
  if (classWeights === 'none') return undefined
  const counts = new Float64Array(classes)
  for (const label of labels) counts[label]++
  const occurring = counts.filter((count) => count > 0).length
  return Float64Array.from(labels, (label) => labels.length / (occurring * counts[label]))
}
