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
  /** Rows to be scored as if they had never been learned from. */
  held: Int32Array
}

export interface LinearWeights {
  /** (columns + 1) × outputs, row-major; the last row is the bias. Two classes have one output, for class 1. */
  weights: Float32Array
  outputs: number
  /** Held row × output scores by weights that have unlearned the held rows. */
  heldScores: Float32Array
}

/** One solver's sweeps over rows [from, to) of an order. */
export interface Sweeps {
  full(order: Int32Array, from: number, to: number): void
  active(order: Int32Array, from: number, to: number): void
  /** Takes the row's part out of the weights, for good. */
  unlearn(row: number): void
  scoresInto(row: number, out: Float32Array, at: number): void
  /** A copy of the weights, (columns + 1) × outputs. */
  packWeights(): Float32Array
}

export const squaredHingeSchedule = 'FaaaFaaa'
/** Sweeps after which the weights have settled without the rows that were taken out. */
const resettlingSweeps = 2

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
  const steps = options.schedule.length + (options.held.length > 0 ? resettlingSweeps : 0)
  let step = 0
  const sweep = async (rows: Int32Array, full: boolean): Promise<void> => {
    random.shuffle(rows)
    const chunk = rowsPerChunk(matrix, outputs)
    for (let from = 0; from < rows.length; from += chunk) {
      const to = Math.min(rows.length, from + chunk)
      if (full) sweeps.full(rows, from, to)
      else sweeps.active(rows, from, to)
      if (!pacer.due) continue
      onProgress((step + to / rows.length) / steps)
      await pacer.breathe()
    }
    step++
  }
  for (const kind of options.schedule) await sweep(order, kind === 'F')
  const weights = sweeps.packWeights()
  const heldScores = new Float32Array(options.held.length * outputs)
  if (options.held.length > 0) {
    for (const row of options.held) sweeps.unlearn(row)
    const others = without(order, options.held)
    for (let again = 0; again < resettlingSweeps; again++) await sweep(others, false)
    options.held.forEach((row, at) => {
      sweeps.scoresInto(row, heldScores, at * outputs)
    })
  }
  return { weights, outputs, heldScores }
}

function without(order: Int32Array, held: Int32Array): Int32Array {
  const out = new Set(held)
  return order.filter((row) => !out.has(row))
}

/** Rows of about two milliseconds' work. */
function rowsPerChunk(matrix: SparseMatrix, outputs: number): number {
  const perRow = (matrix.indices.length / Math.max(1, matrix.rows)) * outputs + 1
  return Math.max(1, Math.ceil(2_000_000 / perRow))
}
