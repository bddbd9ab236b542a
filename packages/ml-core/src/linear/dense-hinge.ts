import type { Pacer } from '../pacing.ts'
import { Random } from '../random.ts'
import { smallestStep } from './coordinate-step.ts'

/** rows × columns, row-major, with the class of every row. */
export interface DenseMatrix {
  rows: number
  columns: number
  values: Float32Array
  labels: Int32Array
}

export interface DenseHingeOptions {
  /** Penalty C of the squared hinge loss. */
  penalty: number
  seed: number
  sweeps: number
  /** Rows to learn from. */
  learned: Int32Array
  /** What each row's loss counts; left out, 1. */
  rowWeights?: Float64Array | undefined
}

/** Between full sweeps only the dual variables that have moved are visited. */
const fullEvery = 3

/**
 * One-vs-rest linear support vector machines with squared hinge loss and a regularised bias on dense
 * features, by dual coordinate descent (Hsieh et al. 2008). The weights are outputs × (columns + 1), each
 * output's bias last; two classes have one output, for class 1.
 */
export async function fitDenseHinge(
  { rows, columns, values, labels }: DenseMatrix,
  classes: number,
  { penalty, seed, sweeps, learned, rowWeights }: DenseHingeOptions,
  pacer: Pacer,
  onProgress: (fraction: number) => void,
): Promise<Float32Array> {
  const outputs = classes === 2 ? 1 : classes
  const width = columns + 1
  const weights = new Float32Array(outputs * width)
  const alpha = new Float32Array(rows * outputs)
  const diagonals = new Float32Array(rows)
  const scales = new Float32Array(rows)
  for (let row = 0; row < rows; row++) {
    diagonals[row] = 0.5 / (penalty * (rowWeights?.[row] ?? 1))
    let squared = 1 + diagonals[row]
    for (let j = row * columns; j < (row + 1) * columns; j++) squared += values[j] * values[j]
    scales[row] = 1 / squared
  }
  const random = new Random(seed)
  const order = learned.slice()
  for (let sweep = 0; sweep < sweeps; sweep++) {
    random.shuffle(order)
    const onlyActive = sweep > 1 && sweep % fullEvery !== 0
    for (let at = 0; at < order.length; at++) {
      const row = order[at]
      const start = row * columns
      const diagonal = diagonals[row]
      for (let k = 0; k < outputs; k++) {
        const dual = alpha[row * outputs + k]
        if (dual === 0 && onlyActive) continue
        const sign = (outputs === 1 ? labels[row] === 1 : labels[row] === k) ? 1 : -1
        const gradient = sign * denseScore(values, start, weights, k * width, columns) - 1 + dual * diagonal
        if (dual === 0 && gradient >= 0) continue
        const next = Math.max(0, dual - gradient * scales[row])
        const step = next - dual
        if (step < smallestStep / 10 && step > -smallestStep / 10) continue
        alpha[row * outputs + k] = next
        addScaled(values, start, weights, k * width, columns, step * sign)
      }
      if (pacer.due) {
        await pacer.breathe()
        onProgress((sweep + at / order.length) / sweeps)
      }
    }
  }
  return weights
}

/** The row's product with one output's weights, bias included; four sums, so that none waits for another. */
export function denseScore(
  values: Float32Array,
  start: number,
  weights: Float32Array,
  at: number,
  columns: number,
): number {
  let a = weights[at + columns]
  let b = 0
  let c = 0
  let d = 0
  let j = 0
  for (; j + 3 < columns; j += 4) {
    a += values[start + j] * weights[at + j]
    b += values[start + j + 1] * weights[at + j + 1]
    c += values[start + j + 2] * weights[at + j + 2]
    d += values[start + j + 3] * weights[at + j + 3]
  }
  for (; j < columns; j++) a += values[start + j] * weights[at + j]
  return a + b + c + d
}

function addScaled(
  values: Float32Array,
  start: number,
  weights: Float32Array,
  at: number,
  columns: number,
  scale: number,
): void {
  for (let j = 0; j < columns; j++) weights[at + j] += scale * values[start + j]
  weights[at + columns] += scale
}
