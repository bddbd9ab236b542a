import type { SparseMatrix } from './sparse-matrix.ts'

/** Steps of a dual variable smaller than this are not worth the memory traffic. */
export const smallestStep = 1e-3

/** Steps along the dual variables of one output whose weights lie side by side, the bias last. */
export class CoordinateStepper {
  /** Squared length of every row, its constant bias feature included. */
  readonly squaredLength: Float32Array
  /** What the squared hinge adds to the diagonal of the dual problem, per row: 1 / (2C · the row's weight). */
  readonly diagonals: Float64Array
  private readonly matrix: SparseMatrix

  constructor(matrix: SparseMatrix, penalty: number, rowWeights?: Float64Array) {
    this.matrix = matrix
    this.diagonals = rowWeights
      ? rowWeights.map((weight) => 0.5 / (penalty * weight))
      : new Float64Array(matrix.rows).fill(0.5 / penalty)
    this.squaredLength = squaredLengths(matrix)
  }

  score(weights: Float32Array, row: number): number {
    const { offsets, indices, values, columns } = this.matrix
    const end = offsets[row + 1]
    let even = weights[columns]
    let odd = 0
    let t = offsets[row]
    // Two sums, so that one addition need not wait for the other.
    for (; t + 1 < end; t += 2) {
      even += weights[indices[t]] * values[t]
      odd += weights[indices[t + 1]] * values[t + 1]
    }
    if (t < end) even += weights[indices[t]] * values[t]
    return even + odd
  }

  add(weights: Float32Array, row: number, change: number): void {
    const { offsets, indices, values, columns } = this.matrix
    for (let t = offsets[row], end = offsets[row + 1]; t < end; t++) weights[indices[t]] += change * values[t]
    weights[columns] += change
  }

  /** One step of the row's dual variable `alpha[at]`; false where it rests at zero. */
  step(weights: Float32Array, row: number, sign: number, alpha: Float32Array, at: number): boolean {
    const diagonal = this.diagonals[row]
    const dual = alpha[at]
    const gradient = sign * this.score(weights, row) - 1 + dual * diagonal
    if (dual === 0 && gradient >= 0) return false
    const next = Math.max(0, dual - gradient / (this.squaredLength[row] + diagonal))
    const step = next - dual
    if (step < smallestStep && step > -smallestStep) return true
    alpha[at] = next
    this.add(weights, row, step * sign)
    return true
  }
}

function squaredLengths(matrix: SparseMatrix): Float32Array {
  const lengths = new Float32Array(matrix.rows)
  for (let row = 0; row < matrix.rows; row++) {
    let sum = 1
    for (let t = matrix.offsets[row]; t < matrix.offsets[row + 1]; t++)
      sum += matrix.values[t] * matrix.values[t]
    lengths[row] = sum
  }
  return lengths
}
