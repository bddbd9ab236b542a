import { evaluate } from '../../metrics/evaluation.ts'
import type { Evaluation } from '../../schema/index.ts'
import type { Candidate } from './candidates.ts'
import type { FitResult } from './fit-task.ts'

/** A candidate as a rung measured it. */
export interface Scored {
  candidate: Candidate
  evaluation: Evaluation
  /** Of the measured rows, rows × classes. */
  probabilities: Float32Array
  actual: Int32Array
  fitSeconds: number
  /** Of the fit on all training rows; null where folds measured it. */
  whole: FitResult | null
}

export type Metric = 'accuracy' | 'macroF1'

/** The rows of all results together, as if one classifier had answered them. */
export function scoreOf(
  candidate: Candidate,
  results: readonly FitResult[],
  actual: Int32Array,
  labels: string[],
): Scored {
  const probabilities = new Float32Array(results.reduce((total, one) => total + one.probabilities.length, 0))
  let at = 0
  for (const result of results) {
    probabilities.set(result.probabilities, at)
    at += result.probabilities.length
  }
  return {
    candidate,
    evaluation: evaluate(probabilities, actual, labels),
    probabilities,
    actual,
    fitSeconds: results.reduce((total, one) => total + one.fitSeconds, 0),
    whole: null,
  }
}

/** Of a share that was measured on so many rows. */
export function standardError(share: number, rows: number): number {
  return Math.sqrt((share * (1 - share)) / Math.max(1, rows))
}

/** Best first: by the metric, then by log loss, then in the order in which they were drawn. */
export function ranked(scored: readonly Scored[], metric: Metric): Scored[] {
  return scored.toSorted(
    (a, b) => b.evaluation[metric] - a.evaluation[metric] || a.evaluation.logLoss - b.evaluation.logLoss,
  )
}

/**
 * The standard error of the difference in accuracy between two classifiers that answered the same rows: most
 * rows both get right or wrong, so that it is much smaller than that of either.
 */
export function pairedError(one: Float32Array, other: Float32Array, actual: Int32Array): number {
  const rows = actual.length
  const classes = one.length / rows
  let sum = 0
  let squares = 0
  for (let row = 0; row < rows; row++) {
    const difference = isRight(one, row, classes, actual[row]) - isRight(other, row, classes, actual[row])
    sum += difference
    squares += difference * difference
  }
  const mean = sum / rows
  return Math.sqrt(Math.max(0, squares / rows - mean * mean) / rows)
}

function isRight(probabilities: Float32Array, row: number, classes: number, label: number): number {
  const at = row * classes
  for (let k = 0; k < classes; k++) if (probabilities[at + k] > probabilities[at + label]) return 0
  return 1
}
