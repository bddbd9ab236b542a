import { fitInverseTemperature } from '../calibration/temperature.ts'
import type { Pacer } from '../pacing.ts'
import { Random, range } from '../random.ts'
import { DenseHead } from './dense-head.ts'
import { type DenseMatrix, denseScore, fitDenseHinge } from './dense-hinge.ts'

export interface DenseHeadOptions {
  seed: number
  /** C; left out, held rows choose it. */
  penalty?: number | undefined
  /** Those that held rows choose from, in the order of preference among equals. */
  penalties?: readonly number[]
  /** Rows of the matrix from here on are the earlier ones again, in a mirror: learned from where it helps. */
  originals: number
  /** Held out for the temperature; without them some training rows are. */
  validation: DenseMatrix | null
  /** What each row of the matrix counts; left out, 1. */
  rowWeights?: Float64Array | undefined
}

const sweeps = 6
const mostChoiceRows = 3000
const mostHeldRows = 1000
const usualPenalties = [0.03, 0.01, 0.1, 0.5]

interface Choice {
  mirrored: boolean
  penalty: number
  accuracy: number
  /** Of the held rows, by weights that have not seen them. */
  scores: Float32Array
}

/**
 * Centres the matrix in place, chooses penalty and mirroring on rows held out of it, then fits all of them
 * with one fitted temperature.
 */
export async function fitDenseHead(
  matrix: DenseMatrix,
  classes: number,
  { seed, penalty: given, penalties = usualPenalties, originals, validation, rowWeights }: DenseHeadOptions,
  pacer: Pacer,
  onProgress: (fraction: number) => void,
): Promise<DenseHead> {
  const mean = centre(matrix)
  const outputs = classes === 2 ? 1 : classes
  const order = range(originals)
  new Random(seed).shuffle(order)
  const held = order.subarray(0, Math.min(mostHeldRows, Math.floor(originals / 5)))
  const inside = order.subarray(held.length, held.length + mostChoiceRows)
  const canMirror = matrix.rows > originals
  const [first = usualPenalties[0], ...others] = given === undefined ? penalties : [given]
  const trials = 1 + (canMirror ? 1 : 0) + others.length
  let done = 0
  const attempt = async (mirrored: boolean, penalty: number): Promise<Choice> => {
    const learned = mirrored ? withMirrors(inside, originals) : inside
    const weights = await fitDenseHinge(
      matrix,
      classes,
      { penalty, seed, sweeps, learned, rowWeights },
      pacer,
      (fraction) => onProgress((0.5 * (done + fraction)) / trials),
    )
    done++
    const scores = scoreRows(matrix, held, weights, outputs)
    const accuracy = accuracyOf(scores, matrix.labels, held, outputs, rowWeights)
    return { mirrored, penalty, accuracy, scores }
  }
  let best = await attempt(false, first)
  if (canMirror) best = better(best, await attempt(true, first))
  for (const penalty of others) best = better(best, await attempt(best.mirrored, penalty))

  const all = range(originals)
  const weights = await fitDenseHinge(
    matrix,
    classes,
    {
      penalty: best.penalty,
      seed,
      sweeps,
      learned: best.mirrored ? withMirrors(all, originals) : all,
      rowWeights,
    },
    pacer,
    (fraction) => onProgress(0.5 + 0.5 * fraction),
  )
  const beta = validation
    ? fitInverseTemperature(scoreShifted(validation, mean, weights, outputs), validation.labels, outputs, 3)
    : fitInverseTemperature(best.scores, pick(matrix.labels, held), outputs, 3)
  return new DenseHead(mean, weights, classes, beta)
}

function better(one: Choice, other: Choice): Choice {
  return other.accuracy > one.accuracy ? other : one
}

function withMirrors(rows: Int32Array, originals: number): Int32Array {
  const both = new Int32Array(rows.length * 2)
  both.set(rows)
  rows.forEach((row, at) => {
    both[rows.length + at] = originals + row
  })
  return both
}

function centre({ rows, columns, values }: DenseMatrix): Float32Array {
  const sums = new Float64Array(columns)
  for (let row = 0; row < rows; row++) for (let j = 0; j < columns; j++) sums[j] += values[row * columns + j]
  const mean = Float32Array.from(sums, (sum) => sum / rows)
  for (let row = 0; row < rows; row++) for (let j = 0; j < columns; j++) values[row * columns + j] -= mean[j]
  return mean
}

function scoreRows(
  { columns, values }: DenseMatrix,
  rows: Int32Array,
  weights: Float32Array,
  outputs: number,
): Float32Array {
  const scores = new Float32Array(rows.length * outputs)
  rows.forEach((row, at) => {
    for (let k = 0; k < outputs; k++)
      scores[at * outputs + k] = denseScore(values, row * columns, weights, k * (columns + 1), columns)
  })
  return scores
}

function scoreShifted(
  matrix: DenseMatrix,
  mean: Float32Array,
  weights: Float32Array,
  outputs: number,
): Float32Array {
  const { rows, columns, values } = matrix
  for (let row = 0; row < rows; row++) for (let j = 0; j < columns; j++) values[row * columns + j] -= mean[j]
  return scoreRows(matrix, range(rows), weights, outputs)
}

/** The share of the rows, by their weights, that are answered rightly. */
function accuracyOf(
  scores: Float32Array,
  labels: Int32Array,
  rows: Int32Array,
  outputs: number,
  rowWeights: Float64Array | undefined,
): number {
  let right = 0
  let all = 0
  rows.forEach((row, at) => {
    let best = 0
    if (outputs === 1) best = scores[at] > 0 ? 1 : 0
    else
      for (let k = 1; k < outputs; k++) if (scores[at * outputs + k] > scores[at * outputs + best]) best = k
    const weight = rowWeights?.[row] ?? 1
    all += weight
    if (best === labels[row]) right += weight
  })
  return all > 0 ? right / all : 0
}

function pick(labels: Int32Array, rows: Int32Array): Int32Array {
  return Int32Array.from(rows, (row) => labels[row])
}
