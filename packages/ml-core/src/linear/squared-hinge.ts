import type { Pacer } from '../pacing.ts'
import { Random, range } from '../random.ts'
import { BinarySweeps } from './binary-sweeps.ts'
import { CoordinateStepper } from './coordinate-step.ts'
import { OneVsRestSweeps } from './one-vs-rest-sweeps.ts'
import type { SparseMatrix } from './sparse-matrix.ts'

export interface SquaredHingeOptions {
  /** Penalty C of the squared hinge loss. */
  penalty: number
  seed: number
  /** Sweeps over all rows. */
  rounds: number
  /** Sweeps after each of them, over the rows that were active in it. */
  activeSweeps: number
  /** Rows to be scored as if they had never been learned from. */
  held: Int32Array
  /** What each row's loss counts; left out, 1. */
  rowWeights?: Float64Array
}

export interface LinearWeights {
  /** (columns + 1) × outputs, row-major; the last row is the bias. Two classes have one output, for class 1. */
  weights: Float32Array
  outputs: number
  /** Held row × output scores by weights that have unlearned the held rows. */
  heldScores: Float32Array
}

/** The sweeps of one solver. Rows are given as positions [from, to) of an order. */
export interface Sweeps {
  readonly outputs: number
  /** Visits all outputs of the rows and notes which are active. */
  full(order: Int32Array, from: number, to: number): void
  /** Begins visits to one output and returns the rows that were active for it. */
  open(output: number): Int32Array
  visitActive(rows: Int32Array, from: number, to: number): void
  close(): void
  /** Takes the row's part out of the weights, for good. */
  unlearn(row: number): void
  scoresInto(row: number, out: Float32Array, at: number): void
  /** A copy of the weights, (columns + 1) × outputs. */
  packWeights(): Float32Array
}

/** Sweeps after which the weights have settled without the rows that were taken out. */
const resettlingSweeps = 2
/** Multiplications between two looks at the clock: about two milliseconds' work. */
const stretch = 2_000_000

/**
 * One-vs-rest linear support vector machines with squared hinge loss and a regularised bias, by dual
 * coordinate descent (Hsieh et al. 2008, as in liblinear's solver 1). A few sweeps replace convergence, most
 * of them only over the dual variables that still move.
 */
export async function fitSquaredHinge(
  matrix: SparseMatrix,
  labels: Int32Array,
  classes: number,
  options: SquaredHingeOptions,
  pacer: Pacer,
  onProgress: (fraction: number) => void,
): Promise<LinearWeights> {
  const { penalty, held, rounds, activeSweeps, rowWeights } = options
  const stepper = new CoordinateStepper(matrix, penalty, rowWeights)
  const sweeps: Sweeps =
    classes === 2
      ? new BinarySweeps(matrix, labels, stepper)
      : new OneVsRestSweeps(matrix, labels, classes, stepper)
  const { outputs } = sweeps
  const random = new Random(options.seed)
  const order = range(matrix.rows)
  const perRow = matrix.indices.length / Math.max(1, matrix.rows) + 1
  const inStretches = async (rows: number, cost: number, work: (from: number, to: number) => void) => {
    const step = Math.max(1, Math.ceil(stretch / cost))
    for (let from = 0; from < rows; from += step) {
      work(from, Math.min(rows, from + step))
      if (pacer.due) await pacer.breathe()
    }
  }
  const settle = async (times: number, without: Uint8Array | null, report: (share: number) => void) => {
    for (let output = 0; output < outputs; output++) {
      const opened = sweeps.open(output)
      const rows = without ? leaveOut(opened, without) : opened
      for (let again = 0; again < times; again++) {
        random.shuffle(rows)
        await inStretches(rows.length, perRow, (from, to) => sweeps.visitActive(rows, from, to))
      }
      sweeps.close()
      report((output + 1) / outputs)
    }
  }
  const parts = 2 * rounds + (held.length > 0 ? 1 : 0)
  for (let round = 0; round < rounds; round++) {
    random.shuffle(order)
    await inStretches(matrix.rows, perRow * outputs, (from, to) => {
      sweeps.full(order, from, to)
      onProgress((2 * round + to / matrix.rows) / parts)
    })
    if (activeSweeps > 0)
      await settle(activeSweeps, null, (share) => onProgress((2 * round + 1 + share) / parts))
  }
  const weights = sweeps.packWeights()
  const heldScores = new Float32Array(held.length * outputs)
  if (held.length > 0) {
    const without = new Uint8Array(matrix.rows)
    for (const row of held) {
      without[row] = 1
      sweeps.unlearn(row)
    }
    await settle(resettlingSweeps, without, (share) => onProgress((parts - 1 + share) / parts))
    held.forEach((row, at) => {
      sweeps.scoresInto(row, heldScores, at * outputs)
    })
  }
  return { weights, outputs, heldScores }
}

/** The rows that are not marked, in their order; in place. */
function leaveOut(rows: Int32Array, marked: Uint8Array): Int32Array {
  let kept = 0
  for (let at = 0; at < rows.length; at++) if (marked[rows[at]] === 0) rows[kept++] = rows[at]
  return rows.subarray(0, kept)
}
