import { exponential } from './exponential.ts'
import type { Loss } from './targets.ts'

/** Rows whose scores of all classes fit the nearest cache together. */
const block = 256
/** Probabilities are multiplied up to here before a logarithm is taken. */
const smallestProduct = 1e-250
const smallest = 1e-40

/**
 * Log loss over scores that lie class by class: with two classes one score per row (the log-odds of the
 * second), otherwise one per class.
 */
export class SoftmaxLoss implements Loss {
  readonly outputs: number
  private readonly labels: Int32Array
  private readonly weights: Float64Array | undefined
  private readonly totalWeight: number
  /** Of each output, per row. */
  private readonly probabilities: readonly Float32Array[]
  private readonly top = new Float32Array(block)
  private readonly total = new Float32Array(block)

  /** `weights`: what each row counts; left out, 1. */
  constructor(labels: Int32Array, outputs: number, weights?: Float64Array) {
    this.labels = labels
    this.weights = weights
    this.totalWeight = weights ? weights.reduce((total, weight) => total + weight, 0) : labels.length
    this.outputs = outputs
    this.probabilities = Array.from({ length: outputs }, () => new Float32Array(labels.length))
  }

  update(scores: readonly Float32Array[]): number {
    const { labels, probabilities, weights, totalWeight } = this
    if (labels.length === 0) return 0
    if (this.outputs === 1) {
      const loss = updateTwo(scores[0], labels, probabilities[0])
      return weights ? weightedLoss(probabilities, labels, weights) / totalWeight : loss / labels.length
    }
    for (let from = 0; from < labels.length; from += block)
      this.updateMany(scores, from, Math.min(labels.length, from + block))
    return weights
      ? weightedLoss(probabilities, labels, weights) / totalWeight
      : lossOf(probabilities, labels) / labels.length
  }

  derivatives(output: number, pairs: Float32Array): number {
    const { weights } = this
    const sizes = pairUp(this.probabilities[output], this.labels, this.outputs === 1 ? 1 : output, pairs)
    return weights ? weighPairs(weights, pairs) : sizes
  }

  private updateMany(scores: readonly Float32Array[], from: number, to: number): void {
    const { top, total, probabilities } = this
    top.set(scores[0].subarray(from, to))
    for (let k = 1; k < scores.length; k++) highest(scores[k], from, to, top)
    total.fill(0)
    for (let k = 0; k < scores.length; k++) exponentials(scores[k], from, to, top, probabilities[k], total)
    for (let i = 0; i < to - from; i++) total[i] = 1 / total[i]
    for (const own of probabilities) shares(own, from, to, total)
  }
}

function pairUp(own: Float32Array, labels: Int32Array, label: number, pairs: Float32Array): number {
  let sizes = 0
  for (let row = 0; row < labels.length; row++) {
    const probability = own[row]
    const isOwn = labels[row] === label
    sizes += isOwn ? 1 - probability : probability
    pairs[2 * row] = isOwn ? probability - 1 : probability
    pairs[2 * row + 1] = probability * (1 - probability)
  }
  return sizes
}

/** Returns the sum of the sizes of the first of each pair. */
function weighPairs(weights: Float64Array, pairs: Float32Array): number {
  let sizes = 0
  for (let row = 0; row < weights.length; row++) {
    pairs[2 * row] *= weights[row]
    pairs[2 * row + 1] *= weights[row]
    sizes += Math.abs(pairs[2 * row])
  }
  return sizes
}

/** `probabilities`: of each class, or of the second of two. */
function weightedLoss(
  probabilities: readonly Float32Array[],
  labels: Int32Array,
  weights: Float64Array,
): number {
  let loss = 0
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row]
    const [positive] = probabilities
    const own =
      probabilities.length > 1 ? probabilities[label][row] : label === 1 ? positive[row] : 1 - positive[row]
    loss -= weights[row] * Math.log(Math.max(own, smallest))
  }
  return loss
}

function updateTwo(scores: Float32Array, labels: Int32Array, out: Float32Array): number {
  let loss = 0
  let product = 1
  for (let row = 0; row < labels.length; row++) {
    const score = scores[row]
    const away = exponential(score > 0 ? -score : score)
    const sure = 1 / (1 + away)
    const positive = score > 0 ? sure : 1 - sure
    out[row] = positive
    const own = (labels[row] === 1) === score > 0 ? sure : away * sure
    product *= Math.max(own, smallest)
    if (product >= smallestProduct) continue
    loss -= Math.log(product)
    product = 1
  }
  return loss - Math.log(product)
}

function lossOf(probabilities: readonly Float32Array[], labels: Int32Array): number {
  let loss = 0
  let product = 1
  for (let row = 0; row < labels.length; row++) {
    const own = probabilities[labels[row]][row]
    product *= Math.max(own, smallest)
    if (product >= smallestProduct) continue
    loss -= Math.log(product)
    product = 1
  }
  return loss - Math.log(product)
}

function highest(scores: Float32Array, from: number, to: number, top: Float32Array): void {
  for (let i = 0, row = from; row < to; i++, row++) if (scores[row] > top[i]) top[i] = scores[row]
}

function exponentials(
  scores: Float32Array,
  from: number,
  to: number,
  top: Float32Array,
  out: Float32Array,
  total: Float32Array,
): void {
  for (let i = 0, row = from; row < to; i++, row++) {
    const power = exponential(scores[row] - top[i])
    out[row] = power
    total[i] += power
  }
}

function shares(probabilities: Float32Array, from: number, to: number, perTotal: Float32Array): void {
  for (let i = 0, row = from; row < to; i++, row++) probabilities[row] *= perTotal[i]
}
