import type { SparseMatrix } from './sparse-matrix.ts'
import type { Sweeps } from './squared-hinge.ts'

/** Steps of a dual variable smaller than this are not worth the memory traffic. */
const smallestStep = 1e-3

/** Dual coordinate descent for two classes: one output, positive for class 1. */
export class BinarySweeps implements Sweeps {
  private readonly weights: Float32Array
  private readonly matrix: SparseMatrix
  private readonly labels: Int32Array
  private readonly diagonal: number
  private readonly alpha: Float32Array
  private readonly squaredLength: Float32Array
  private readonly moving: Uint8Array

  constructor(matrix: SparseMatrix, labels: Int32Array, penalty: number) {
    this.matrix = matrix
    this.labels = labels
    this.diagonal = 0.5 / penalty
    this.weights = new Float32Array(matrix.columns + 1)
    this.alpha = new Float32Array(matrix.rows)
    this.squaredLength = squaredLengths(matrix)
    this.moving = new Uint8Array(matrix.rows)
  }

  full(order: Int32Array, from: number, to: number): void {
    for (let at = from; at < to; at++) {
      const row = order[at]
      this.moving[row] = this.visit(row) ? 1 : 0
    }
  }

  active(order: Int32Array, from: number, to: number): void {
    for (let at = from; at < to; at++) if (this.moving[order[at]] === 1) this.visit(order[at])
  }

  unlearn(row: number): void {
    const sign = this.labels[row] === 1 ? 1 : -1
    this.addRow(row, -sign * this.alpha[row])
    this.alpha[row] = 0
  }

  scoresInto(row: number, out: Float32Array, at: number): void {
    out[at] = this.score(row)
  }

  packWeights(): Float32Array {
    return this.weights.slice()
  }

  private addRow(row: number, change: number): void {
    const { offsets, indices, values, columns } = this.matrix
    const { weights } = this
    for (let t = offsets[row], end = offsets[row + 1]; t < end; t++) weights[indices[t]] += change * values[t]
    weights[columns] += change
  }

  private score(row: number): number {
    const { offsets, indices, values, columns } = this.matrix
    const { weights } = this
    let score = weights[columns]
    for (let t = offsets[row], end = offsets[row + 1]; t < end; t++) score += weights[indices[t]] * values[t]
    return score
  }

  /** One coordinate step; false where the row's dual variable rests at zero. */
  private visit(row: number): boolean {
    const { diagonal } = this
    const sign = this.labels[row] === 1 ? 1 : -1
    const alpha = this.alpha[row]
    const gradient = sign * this.score(row) - 1 + alpha * diagonal
    if (alpha === 0 && gradient >= 0) return false
    const next = Math.max(0, alpha - gradient / (this.squaredLength[row] + diagonal))
    const step = next - alpha
    if (step < smallestStep && step > -smallestStep) return true
    this.alpha[row] = next
    this.addRow(row, step * sign)
    return true
  }
}

/** Squared length of every row, its constant bias feature included. */
export function squaredLengths(matrix: SparseMatrix): Float32Array {
  const lengths = new Float32Array(matrix.rows)
  for (let row = 0; row < matrix.rows; row++) {
    let sum = 1
    for (let t = matrix.offsets[row]; t < matrix.offsets[row + 1]; t++)
      sum += matrix.values[t] * matrix.values[t]
    lengths[row] = sum
  }
  return lengths
}
