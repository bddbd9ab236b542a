import type { CoordinateStepper } from './coordinate-step.ts'
import type { SparseMatrix } from './sparse-matrix.ts'
import type { Sweeps } from './squared-hinge.ts'

/** Dual coordinate descent for two classes: one output, positive for class 1. */
export class BinarySweeps implements Sweeps {
  readonly outputs = 1
  private readonly weights: Float32Array
  private readonly labels: Int32Array
  private readonly stepper: CoordinateStepper
  private readonly alpha: Float32Array
  private readonly active: Int32Array
  private activeCount = 0

  constructor(matrix: SparseMatrix, labels: Int32Array, stepper: CoordinateStepper) {
    this.labels = labels
    this.stepper = stepper
    this.weights = new Float32Array(matrix.columns + 1)
    this.alpha = new Float32Array(matrix.rows)
    this.active = new Int32Array(matrix.rows)
  }

  full(order: Int32Array, from: number, to: number): void {
    if (from === 0) this.activeCount = 0
    for (let at = from; at < to; at++) if (this.visit(order[at])) this.active[this.activeCount++] = order[at]
  }

  open(): Int32Array {
    return this.active.slice(0, this.activeCount)
  }

  visitActive(rows: Int32Array, from: number, to: number): void {
    for (let at = from; at < to; at++) this.visit(rows[at])
  }

  close(): void {}

  unlearn(row: number): void {
    this.stepper.add(this.weights, row, -this.signOf(row) * this.alpha[row])
    this.alpha[row] = 0
  }

  scoresInto(row: number, out: Float32Array, at: number): void {
    out[at] = this.stepper.score(this.weights, row)
  }

  packWeights(): Float32Array {
    return this.weights.slice()
  }

  private visit(row: number): boolean {
    return this.stepper.step(this.weights, row, this.signOf(row), this.alpha, row)
  }

  private signOf(row: number): number {
    return this.labels[row] === 1 ? 1 : -1
  }
}
