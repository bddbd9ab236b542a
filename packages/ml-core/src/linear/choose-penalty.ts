import { softmaxInto } from '../calibration/temperature.ts'
import { logLoss } from '../metrics/probability.ts'
import type { Pacer } from '../pacing.ts'
import { Random, range } from '../random.ts'
import { fitSoftmaxRegression, type LinearProblem, linearScores } from './softmax-regression.ts'
import type { SparseMatrix } from './sparse-matrix.ts'

/** From strong to weak regularisation, so that each fit can start from the last. */
const penalties = [0.01, 0.1, 1, 10, 100]
/** Rows up to which five folds are affordable; above, one fifth held out once says enough. */
const smallTable = 2000
/** Rows looked at. */
const mostRows = 10_000

/** The penalty C with the lowest cross-validated log loss; of near equals the stronger regularisation. */
export async function choosePenalty(
  { matrix, labels, classes, rowWeights }: LinearProblem,
  seed: number,
  pacer: Pacer,
): Promise<number> {
  if (matrix.rows < 20) return 1
  const all = range(matrix.rows)
  new Random(seed).shuffle(all)
  const order = all.subarray(0, mostRows)
  const losses = new Float64Array(penalties.length)
  const folds = order.length <= smallTable ? 5 : 1
  for (let fold = 0; fold < folds; fold++) {
    const inside = order.filter((_, at) => at % 5 !== fold)
    const outside = order.filter((_, at) => at % 5 === fold)
    const held = selectRows(matrix, outside)
    const learned: LinearProblem = {
      matrix: selectRows(matrix, inside),
      labels: labelsOf(labels, inside),
      classes,
      ...(rowWeights && { rowWeights: weightsOf(rowWeights, inside) }),
    }
    const heldWeights = rowWeights && weightsOf(rowWeights, outside)
    const heldLabels = labelsOf(labels, outside)
    let weights: Float64Array | undefined
    for (let p = 0; p < penalties.length; p++) {
      weights = await fitSoftmaxRegression(learned, penalties[p], pacer, weights)
      losses[p] += logLoss(probabilities(held, weights, classes), heldLabels, classes, heldWeights) / folds
    }
  }
  const lowest = Math.min(...losses)
  return penalties[losses.findIndex((loss) => loss <= lowest * 1.001)]
}

function probabilities(matrix: SparseMatrix, weights: Float64Array, classes: number): Float32Array {
  const outputs = classes === 2 ? 1 : classes
  const scores = linearScores(matrix, weights, outputs)
  const out = new Float32Array(matrix.rows * classes)
  for (let row = 0; row < matrix.rows; row++)
    softmaxInto(scores.subarray(row * outputs, (row + 1) * outputs), outputs, 1, out, row * classes)
  return out
}

function labelsOf(labels: Int32Array, rows: Int32Array): Int32Array {
  return Int32Array.from(rows, (row) => labels[row])
}

function weightsOf(weights: Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => weights[row])
}

function selectRows(matrix: SparseMatrix, rows: Int32Array): SparseMatrix {
  const offsets = new Int32Array(rows.length + 1)
  rows.forEach((row, at) => {
    offsets[at + 1] = offsets[at] + matrix.offsets[row + 1] - matrix.offsets[row]
  })
  const indices = new Int32Array(offsets[rows.length])
  const values = new Float32Array(offsets[rows.length])
  rows.forEach((row, at) => {
    indices.set(matrix.indices.subarray(matrix.offsets[row], matrix.offsets[row + 1]), offsets[at])
    values.set(matrix.values.subarray(matrix.offsets[row], matrix.offsets[row + 1]), offsets[at])
  })
  return { rows: rows.length, columns: matrix.columns, offsets, indices, values }
}
