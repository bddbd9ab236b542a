import type { Pacer } from '../pacing.ts'
import { minimise, type Objective } from './minimise.ts'
import type { SparseMatrix } from './sparse-matrix.ts'

export interface LinearProblem {
  matrix: SparseMatrix
  labels: Int32Array
  classes: number
  /** What each row's loss counts; left out, 1. */
  rowWeights?: Float64Array
}

/**
 * Multinomial logistic regression with an L2 penalty of 1 / (2C) on all weights but the biases (as
 * scikit-learn's). Weights are (columns + 1) × outputs, the last row the biases. Two classes have one output
 * s, standing for the scores −s and s. `start` is continued from and left as it was.
 */
export async function fitSoftmaxRegression(
  problem: LinearProblem,
  penalty: number,
  pacer: Pacer,
  start?: Float64Array,
): Promise<Float64Array> {
  const { matrix, classes } = problem
  const outputs = classes === 2 ? 1 : classes
  const weights = start?.slice() ?? new Float64Array((matrix.columns + 1) * outputs)
  const objective = outputs === 1 ? binaryObjective(problem, penalty) : manyObjective(problem, penalty)
  await minimise(objective, weights, { mostRounds: 200, tolerance: 1e-4, leastGain: 1e-6 }, pacer)
  return weights
}

function binaryObjective({ matrix, labels, rowWeights }: LinearProblem, penalty: number): Objective {
  const { offsets, indices, values, rows, columns } = matrix
  // A score s stands for −s and s, so that a ridge on s is a quarter of one on the difference of the scores.
  const ridge = 4 / (penalty * rows)
  return (weights, gradient) => {
    let loss = ridgeInto(weights, gradient, columns, ridge)
    for (let row = 0; row < rows; row++) {
      let score = weights[columns]
      for (let t = offsets[row]; t < offsets[row + 1]; t++) score += weights[indices[t]] * values[t]
      const signed = labels[row] === 1 ? 2 * score : -2 * score
      const share = (rowWeights ? rowWeights[row] : 1) / rows
      loss += softplus(-signed) * share
      const wrong = 1 / (1 + Math.exp(signed))
      const push = (labels[row] === 1 ? -2 : 2) * wrong * share
      for (let t = offsets[row]; t < offsets[row + 1]; t++) gradient[indices[t]] += push * values[t]
      gradient[columns] += push
    }
    return loss
  }
}

function manyObjective({ matrix, labels, classes, rowWeights }: LinearProblem, penalty: number): Objective {
  const { offsets, indices, values, rows, columns } = matrix
  const ridge = 1 / (penalty * rows)
  const scores = new Float64Array(classes)
  return (weights, gradient) => {
    let loss = ridgeInto(weights, gradient, columns * classes, ridge)
    const bias = columns * classes
    for (let row = 0; row < rows; row++) {
      for (let k = 0; k < classes; k++) scores[k] = weights[bias + k]
      for (let t = offsets[row]; t < offsets[row + 1]; t++) {
        const base = indices[t] * classes
        for (let k = 0; k < classes; k++) scores[k] += values[t] * weights[base + k]
      }
      let top = Number.NEGATIVE_INFINITY
      for (let k = 0; k < classes; k++) top = Math.max(top, scores[k])
      const own = scores[labels[row]]
      let total = 0
      for (let k = 0; k < classes; k++) {
        scores[k] = Math.exp(scores[k] - top)
        total += scores[k]
      }
      const share = (rowWeights ? rowWeights[row] : 1) / rows
      loss += (Math.log(total) + top - own) * share
      for (let k = 0; k < classes; k++) {
        const push = (scores[k] / total - (k === labels[row] ? 1 : 0)) * share
        scores[k] = push
        gradient[bias + k] += push
      }
      for (let t = offsets[row]; t < offsets[row + 1]; t++) {
        const base = indices[t] * classes
        for (let k = 0; k < classes; k++) gradient[base + k] += values[t] * scores[k]
      }
    }
    return loss
  }
}

/** Starts loss and gradient with the penalty on the first `size` weights. */
function ridgeInto(weights: Float64Array, gradient: Float64Array, size: number, ridge: number): number {
  let squares = 0
  for (let i = 0; i < weights.length; i++) {
    gradient[i] = i < size ? ridge * weights[i] : 0
    if (i < size) squares += weights[i] * weights[i]
  }
  return (ridge / 2) * squares
}

function softplus(value: number): number {
  return value > 0 ? value + Math.log1p(Math.exp(-value)) : Math.log1p(Math.exp(value))
}

/** Scores of every row, rows × outputs. */
export function linearScores(
  matrix: SparseMatrix,
  weights: ArrayLike<number>,
  outputs: number,
): Float32Array {
  const scores = new Float32Array(matrix.rows * outputs)
  const bias = matrix.columns * outputs
  const sums = new Float64Array(outputs)
  for (let row = 0; row < matrix.rows; row++) {
    for (let k = 0; k < outputs; k++) sums[k] = weights[bias + k]
    for (let t = matrix.offsets[row]; t < matrix.offsets[row + 1]; t++) {
      const value = matrix.values[t]
      const base = matrix.indices[t] * outputs
      for (let k = 0; k < outputs; k++) sums[k] += value * weights[base + k]
    }
    scores.set(sums, row * outputs)
  }
  return scores
}
