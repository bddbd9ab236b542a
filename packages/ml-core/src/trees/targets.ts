import { baseScores } from './base-scores.ts'
import { SoftmaxLoss } from './softmax-loss.ts'

/** The log loss of scores that lie output by output, one for every row. */
export interface Loss {
  /** Reads the scores anew; returns the mean loss. */
  update(scores: readonly Float32Array[]): number
  /**
   * Writes first and second derivative by the scores of one output, in pairs, row by row; returns the sum of
   * the sizes of the first.
   */
  derivatives(output: number, pairs: Float32Array): number
}

/** Scores with what they should have said, for fitting a temperature: cases × outputs. */
export interface ScoredCases {
  scores: Float32Array
  labels: Int32Array
  outputs: number
}

/** What the trees are to say of each row. */
export interface Targets {
  readonly rows: number
  /** Trees per iteration. */
  readonly outputs: number
  /** Sum of what the rows count. */
  readonly weight: number
  /** Scores before the first tree. */
  base(): Float32Array
  /** Whether there is anything to learn about the output. */
  isPresent(output: number): boolean
  select(rows: Int32Array): Targets
  loss(): Loss
  /** Share of the rows that the scores are right about. */
  accuracy(scores: readonly Float32Array[]): number
  cases(scores: readonly Float32Array[]): ScoredCases
}

/** One class per row, and what the row counts: left out, 1. */
export class ClassTargets implements Targets {
  readonly rows: number
  readonly outputs: number
  readonly weight: number
  private readonly labels: Int32Array
  private readonly classes: number
  private readonly weights: Float64Array | undefined
  private readonly isThere: Uint8Array

  constructor(labels: Int32Array, classes: number, weights?: Float64Array) {
    this.labels = labels
    this.classes = classes
    this.weights = weights
    this.rows = labels.length
    this.outputs = classes === 2 ? 1 : classes
    this.weight = weights ? weights.reduce((total, weight) => total + weight, 0) : labels.length
    this.isThere = new Uint8Array(classes)
    for (const label of labels) this.isThere[label] = 1
  }

  base(): Float32Array {
    return baseScores(this.labels, this.classes, this.weights)
  }

  isPresent(output: number): boolean {
    return this.outputs === 1 || this.isThere[output] === 1
  }

  /** Of two classes: whether both occur. */
  get hasBoth(): boolean {
    return this.isThere[0] === 1 && this.isThere[1] === 1
  }

  select(rows: Int32Array): ClassTargets {
    const { labels, weights } = this
    return new ClassTargets(
      rows.map((row) => labels[row]),
      this.classes,
      weights && Float64Array.from(rows, (row) => weights[row]),
    )
  }

  loss(): Loss {
    return new SoftmaxLoss(this.labels, this.outputs, this.weights)
  }

  accuracy(scores: readonly Float32Array[]): number {
    const { labels } = this
    const right = labels.filter((label, row) => label === mostLikely(scores, row)).length
    return labels.length > 0 ? right / labels.length : 0
  }

  cases(scores: readonly Float32Array[]): ScoredCases {
    const { labels, outputs } = this
    const all = new Float32Array(labels.length * outputs)
    scores.forEach((own, k) => {
      // One output is the log-odds, which stand for the scores −s and s of half their size.
      for (let i = 0; i < own.length; i++) all[i * outputs + k] = outputs === 1 ? own[i] / 2 : own[i]
    })
    return { scores: all, labels, outputs }
  }
}

function mostLikely(scores: readonly Float32Array[], row: number): number {
  if (scores.length === 1) return scores[0][row] > 0 ? 1 : 0
  let best = 0
  for (let k = 1; k < scores.length; k++) if (scores[k][row] > scores[best][row]) best = k
  return best
}
