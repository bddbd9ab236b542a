import { squaredLengths } from './binary-sweeps.ts'
import type { SparseMatrix } from './sparse-matrix.ts'
import type { Sweeps } from './squared-hinge.ts'

const smallestStep = 1e-3
/** With the bias at −1 every negative example starts satisfied, so that the first sweep only learns positives. */
const startingBias = -1
/** Up to here it costs less to score all classes than to pick the active ones. */
const fewClasses = 8

/** Dual coordinate descent for many classes, one output each, all outputs of a row in one pass. */
export class OneVsRestSweeps implements Sweeps {
  /** (columns + 1) × stride, the last row the biases. */
  private readonly weights: Float32Array
  /** Classes, rounded up to a multiple of four. */
  private readonly stride: number
  private readonly matrix: SparseMatrix
  private readonly labels: Int32Array
  private readonly classes: number
  private readonly diagonal: number
  private readonly alpha: Float32Array
  private readonly squaredLength: Float32Array
  /** The classes of each row that were active in the last full sweep, side by side. */
  private activeClasses: Uint16Array
  private readonly activeStart: Int32Array
  private readonly activeCount: Uint16Array
  private activeLength = 0
  private readonly score: Float64Array
  private readonly change: Float64Array
  private readonly changed: Int32Array

  constructor(matrix: SparseMatrix, labels: Int32Array, classes: number, penalty: number) {
    this.matrix = matrix
    this.labels = labels
    this.classes = classes
    this.diagonal = 0.5 / penalty
    this.stride = Math.ceil(classes / 4) * 4
    this.weights = new Float32Array((matrix.columns + 1) * this.stride)
    this.weights.fill(startingBias, matrix.columns * this.stride)
    this.alpha = new Float32Array(matrix.rows * classes)
    this.squaredLength = squaredLengths(matrix)
    this.activeClasses = new Uint16Array(matrix.rows * Math.min(classes, 8))
    this.activeStart = new Int32Array(matrix.rows)
    this.activeCount = new Uint16Array(matrix.rows)
    this.score = new Float64Array(this.stride)
    this.change = new Float64Array(classes)
    this.changed = new Int32Array(classes)
  }

  full(order: Int32Array, from: number, to: number): void {
    if (from === 0) this.activeLength = 0
    for (let at = from; at < to; at++) this.visitAll(order[at], true)
  }

  active(order: Int32Array, from: number, to: number): void {
    const few = this.stride <= fewClasses
    for (let at = from; at < to; at++) {
      const row = order[at]
      if (this.activeCount[row] === 0) continue
      if (few) this.visitAll(row, false)
      else this.visitActive(row)
    }
  }

  unlearn(row: number): void {
    const { classes, alpha, change, changed } = this
    const base = row * classes
    let steps = 0
    for (let k = 0; k < classes; k++) {
      const dual = alpha[base + k]
      if (dual === 0) continue
      alpha[base + k] = 0
      change[steps] = k === this.labels[row] ? -dual : dual
      changed[steps++] = k
    }
    this.apply(row, steps)
  }

  scoresInto(row: number, out: Float32Array, at: number): void {
    this.scoreAll(row)
    for (let k = 0; k < this.classes; k++) out[at + k] = this.score[k]
  }

  packWeights(): Float32Array {
    const { classes, stride, weights } = this
    const packed = new Float32Array((this.matrix.columns + 1) * classes)
    for (let f = 0; f <= this.matrix.columns; f++)
      for (let k = 0; k < classes; k++) packed[f * classes + k] = weights[f * stride + k]
    return packed
  }

  /** Four classes at a time, so that the sums stay in registers. */
  private scoreAll(row: number): void {
    const { offsets, indices, values, columns } = this.matrix
    const { weights, score, stride } = this
    const start = offsets[row]
    const end = offsets[row + 1]
    const bias = columns * stride
    for (let k = 0; k < stride; k += 4) {
      let a = weights[bias + k]
      let b = weights[bias + k + 1]
      let c = weights[bias + k + 2]
      let d = weights[bias + k + 3]
      for (let t = start; t < end; t++) {
        const value = values[t]
        const base = indices[t] * stride + k
        a += value * weights[base]
        b += value * weights[base + 1]
        c += value * weights[base + 2]
        d += value * weights[base + 3]
      }
      score[k] = a
      score[k + 1] = b
      score[k + 2] = c
      score[k + 3] = d
    }
  }

  private visitAll(row: number, recordActive: boolean): void {
    const { classes, score, alpha, diagonal, change, changed } = this
    this.scoreAll(row)
    if (recordActive && this.activeLength + classes > this.activeClasses.length) this.growActive()
    const actives = this.activeClasses
    const start = this.activeLength
    const label = this.labels[row]
    const base = row * classes
    const scale = 1 / (this.squaredLength[row] + diagonal)
    let active = start
    let steps = 0
    for (let k = 0; k < classes; k++) {
      const dual = alpha[base + k]
      const gradient = (k === label ? score[k] : -score[k]) - 1 + dual * diagonal
      if (dual === 0 && gradient >= 0) continue
      if (recordActive) actives[active++] = k
      const next = Math.max(0, dual - gradient * scale)
      const step = next - dual
      if (step < smallestStep && step > -smallestStep) continue
      alpha[base + k] = next
      change[steps] = k === label ? step : -step
      changed[steps++] = k
    }
    if (recordActive) {
      this.activeStart[row] = start
      this.activeCount[row] = active - start
      this.activeLength = active
    }
    if (steps > 0) this.apply(row, steps)
  }

  /** The outputs are independent of each other, so that each active class can take its step at once. */
  private visitActive(row: number): void {
    const start = this.activeStart[row]
    const end = start + this.activeCount[row]
    for (let at = start; at < end; at++) this.visitClass(row, this.activeClasses[at])
  }

  private visitClass(row: number, k: number): void {
    const { offsets, indices, values, columns } = this.matrix
    const { weights, stride, alpha, diagonal } = this
    const start = offsets[row]
    const end = offsets[row + 1]
    const bias = columns * stride + k
    let score = weights[bias]
    for (let t = start; t < end; t++) score += values[t] * weights[indices[t] * stride + k]
    const sign = k === this.labels[row] ? 1 : -1
    const at = row * this.classes + k
    const dual = alpha[at]
    const gradient = sign * score - 1 + dual * diagonal
    if (dual === 0 && gradient >= 0) return
    const next = Math.max(0, dual - gradient / (this.squaredLength[row] + diagonal))
    const step = next - dual
    if (step < smallestStep && step > -smallestStep) return
    alpha[at] = next
    const change = sign * step
    for (let t = start; t < end; t++) weights[indices[t] * stride + k] += values[t] * change
    weights[bias] += change
  }

  /** Adds the row, scaled by the first `steps` changes, to the weights of the changed classes. */
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

  private growActive(): void {
    const grown = new Uint16Array(this.activeClasses.length * 2 + this.classes)
    grown.set(this.activeClasses)
    this.activeClasses = grown
  }
}
