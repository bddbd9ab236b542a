import type { Pacer } from '../pacing.ts'
import { Random, range } from '../random.ts'
import { BinarySweeps } from './binary-sweeps.ts'
import { OneVsRestSweeps } from './one-vs-rest-sweeps.ts'
import type { SparseMatrix } from './sparse-matrix.ts'

export interface SquaredHingeOptions {
  /** Penalty C of the squared hinge loss. */
  penalty: number
  seed: number
  /** F: a sweep over all rows; a: one over those that were active in the last F. */
  schedule: string
}

export interface LinearWeights {
  /** (columns + 1) × outputs, row-major; the last row is the bias. Two classes have one output, for class 1. */
  weights: Float32Array
  outputs: number
}

/** One solver's sweeps over rows [from, to) of an order. */
export interface Sweeps {
  readonly weights: Float32Array
  full(order: Int32Array, from: number, to: number): void
  active(order: Int32Array, from: number, to: number): void
}

export const squaredHingeSchedule = 'FaaaFaaa'

/**
 * One-vs-rest linear support vector machines with squared hinge loss and a regularised bias, by dual
 * coordinate descent (Hsieh et al. 2008, as in liblinear's solver 1), all classes of a row at once. A few
 * sweeps replace convergence: most of them only over the rows whose dual variables still move.
 */
export async function fitSquaredHinge(
  matrix: SparseMatrix,
  labels: Int32Array,
  classes: number,
  options: SquaredHingeOptions,
  pacer: Pacer,
  onProgress: (fraction: number) => void,
): Promise<LinearWeights> {
  const outputs = classes === 2 ? 1 : classes
  const sweeps =
    outputs === 1
      ? new BinarySweeps(matrix, labels, options.penalty)
      : new OneVsRestSweeps(matrix, labels, classes, options.penalty)
  const random = new Random(options.seed)
  const order = range(matrix.rows)
  const chunk = rowsPerChunk(matrix, outputs)
  const steps = options.schedule.length
  for (let step = 0; step < steps; step++) {
    random.shuffle(order)
    const full = options.schedule[step] === 'F'
    for (let from = 0; from < matrix.rows; from += chunk) {
      const to = Math.min(matrix.rows, from + chunk)
      if (full) sweeps.full(order, from, to)
      else sweeps.active(order, from, to)
      if (!pacer.due) continue
      onProgress((step + to / matrix.rows) / steps)
      await pacer.breathe()
    }
  }
  return { weights: sweeps.weights, outputs }
}

/** Rows of about two milliseconds' work. */
function rowsPerChunk(matrix: SparseMatrix, outputs: number): number {
  const perRow = (matrix.indices.length / Math.max(1, matrix.rows)) * outputs + 1
  return Math.max(1, Math.ceil(2_000_000 / perRow))
}
