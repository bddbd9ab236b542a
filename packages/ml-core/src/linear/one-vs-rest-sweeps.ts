import { ActiveLists } from './active-lists.ts'
import { type CoordinateStepper, smallestStep } from './coordinate-step.ts'
import { scoreOutputs } from './score-outputs.ts'
import type { SparseMatrix } from './sparse-matrix.ts'
import type { Sweeps } from './squared-hinge.ts'

/** With the bias at −1 every negative example starts satisfied, so that the first sweep only learns positives. */
const startingBias = -1
/** Outputs gathered together: half a cache line of each row of weights. */
const gathered = 8

/**
 * Dual coordinate descent for many classes, one output each. Full sweeps take all outputs of a row in one
 * pass; between them each output is visited alone, its weights gathered side by side where they stay cached.
 */
export class OneVsRestSweeps implements Sweeps {
  readonly outputs: number
  /** (columns + 1) × stride, the last row the biases. */
  private readonly weights: Float32Array
  /** Outputs, rounded up to a multiple of four. */
  private readonly stride: number
  private readonly matrix: SparseMatrix
  private readonly labels: Int32Array
  private readonly stepper: CoordinateStepper
  /** Row × output. */
  private readonly alpha: Float32Array
  private readonly lists: ActiveLists
  /** The weights of `gathered` outputs, each side by side. */
  private readonly columns: Float32Array[]
  private opened = -1
  private readonly score: Float64Array
  private readonly change: Float64Array
  private readonly changed: Int32Array

  constructor(matrix: SparseMatrix, labels: Int32Array, classes: number, stepper: CoordinateStepper) {
    this.matrix = matrix
    this.labels = labels
    this.outputs = classes
    this.stride = Math.ceil(classes / 4) * 4
    this.weights = new Float32Array((matrix.columns + 1) * this.stride)
    this.weights.fill(startingBias, matrix.columns * this.stride)
    this.stepper = stepper
    this.alpha = new Float32Array(matrix.rows * classes)
    this.lists = new ActiveLists(classes, matrix.rows * Math.min(classes, 8))
    const together = Math.min(gathered, classes)
    this.columns = Array.from({ length: together }, () => new Float32Array(matrix.columns + 1))
    this.score = new Float64Array(this.stride)
    this.change = new Float64Array(classes)
    this.changed = new Int32Array(classes)
  }

  full(order: Int32Array, from: number, to: number): void {
    if (from === 0) this.lists.clear()
    for (let at = from; at < to; at++) this.visitAll(order[at])
  }

  open(output: number): Int32Array {
    if (output % gathered === 0) this.gather(output)
    this.opened = output
    return this.lists.rowsOf(output)
  }

  visitActive(rows: Int32Array, from: number, to: number): void {
    const { opened, labels, outputs, alpha, stepper } = this
    const column = this.columns[opened % gathered]
    for (let at = from; at < to; at++) {
      const row = rows[at]
      stepper.step(column, row, labels[row] === opened ? 1 : -1, alpha, row * outputs + opened)
    }
  }

  close(): void {
    const { opened, outputs } = this
    if ((opened + 1) % gathered === 0 || opened + 1 === outputs) this.scatter(opened - (opened % gathered))
    this.opened = -1
  }

  unlearn(row: number): void {
    const { outputs, alpha, change, changed } = this
    const base = row * outputs
    let steps = 0
    for (let k = 0; k < outputs; k++) {
      const dual = alpha[base + k]
      if (dual === 0) continue
      alpha[base + k] = 0
      change[steps] = k === this.labels[row] ? -dual : dual
      changed[steps++] = k
    }
    this.apply(row, steps)
  }

  scoresInto(row: number, out: Float32Array, at: number): void {
    scoreOutputs(this.matrix, this.weights, this.stride, row, this.score)
    for (let k = 0; k < this.outputs; k++) out[at + k] = this.score[k]
  }

  packWeights(): Float32Array {
    const { outputs, stride, weights } = this
    const packed = new Float32Array((this.matrix.columns + 1) * outputs)
    for (let f = 0; f <= this.matrix.columns; f++) {
      const [from, to] = [f * stride, f * outputs]
      for (let k = 0; k < outputs; k++) packed[to + k] = weights[from + k]
    }
    return packed
  }

  private gather(first: number): void {
    const { weights, stride, outputs } = this
    for (let k = first; k < Math.min(first + gathered, outputs); k++) {
      const column = this.columns[k - first]
      for (let f = 0, at = k; f < column.length; f++, at += stride) column[f] = weights[at]
    }
  }

  private scatter(first: number): void {
    const { weights, stride, outputs } = this
    for (let k = first; k < Math.min(first + gathered, outputs); k++) {
      const column = this.columns[k - first]
      for (let f = 0, at = k; f < column.length; f++, at += stride) weights[at] = column[f]
    }
  }

  private visitAll(row: number): void {
    const { outputs, score, alpha, change, changed, lists } = this
    const { diagonals, squaredLength } = this.stepper
    const diagonal = diagonals[row]
    scoreOutputs(this.matrix, this.weights, this.stride, row, score)
    const label = this.labels[row]
    const base = row * outputs
    const scale = 1 / (squaredLength[row] + diagonal)
    let steps = 0
    for (let k = 0; k < outputs; k++) {
      const dual = alpha[base + k]
      const gradient = (k === label ? score[k] : -score[k]) - 1 + dual * diagonal
      if (dual === 0 && gradient >= 0) continue
      lists.push(row, k)
      const next = Math.max(0, dual - gradient * scale)
      const step = next - dual
      if (step < smallestStep && step > -smallestStep) continue
      alpha[base + k] = next
      change[steps] = k === label ? step : -step
      changed[steps++] = k
    }
    if (steps > 0) this.apply(row, steps)
  }

  /** Adds the row, scaled by the first `steps` changes, to the weights of the changed outputs. */
  private apply(row: number, steps: number): void {
    const { offsets, indices, values, columns } = this.matrix
    const { weights, stride, change, changed } = this
    for (let t = offsets[row], end = offsets[row + 1]; t < end; t++) {
      const value = values[t]
      const base = indices[t] * stride
      for (let j = 0; j < steps; j++) weights[base + changed[j]] += value * change[j]
    }
    const bias = columns * stride
    for (let j = 0; j < steps; j++) weights[bias + changed[j]] += change[j]
  }
}
