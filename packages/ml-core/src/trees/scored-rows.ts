import type { Pacer } from '../pacing.ts'
import type { BinnedTable } from './binner.ts'
import type { Forest } from './forest.ts'
import { SoftmaxLoss } from './softmax-loss.ts'

/** A table in bins and what a growing forest says of its rows. */
export class ScoredRows {
  readonly table: BinnedTable
  readonly labels: Int32Array
  /** Per output one score for every row. */
  readonly scores: readonly Float32Array[]
  readonly loss: SoftmaxLoss
  private seen = 0

  constructor(table: BinnedTable, labels: Int32Array, base: Float32Array) {
    this.table = table
    this.labels = labels
    this.scores = Array.from(base, (start) => new Float32Array(labels.length).fill(start))
    this.loss = new SoftmaxLoss(labels, base.length)
  }

  /** Adds the trees that were not added before. */
  async catchUp(forest: Forest, missing: Int32Array, pacer: Pacer): Promise<void> {
    for (; this.seen < forest.trees; this.seen++) {
      forest.addTree(this.seen, this.table, missing, this.scores[this.seen % this.scores.length])
      if (pacer.due) await pacer.breathe()
    }
  }

  /** Passes over the newest tree, whose leaves have been added already. */
  skip(): void {
    this.seen++
  }

  /** Mean log loss of the present scores. */
  meanLoss(): number {
    return this.loss.update(this.scores)
  }

  /** Share of the rows whose most probable class is theirs. */
  accuracy(): number {
    const { labels } = this
    const right = labels.filter((label, row) => label === this.mostLikely(row)).length
    return labels.length > 0 ? right / labels.length : 0
  }

  private mostLikely(row: number): number {
    const { scores } = this
    if (scores.length === 1) return scores[0][row] > 0 ? 1 : 0
    let best = 0
    for (let k = 1; k < scores.length; k++) if (scores[k][row] > scores[best][row]) best = k
    return best
  }
}

/**
 * Scores before the first tree: the logarithms of the classes' shares, with two classes their difference. A
 * class that is absent counts as a hundredth of a row.
 */
export function baseScores(labels: Int32Array, classes: number): Float32Array {
  const counts = new Float64Array(classes)
  for (const label of labels) counts[label]++
  const logs = counts.map((count) => Math.log(Math.max(count, 0.01) / Math.max(1, labels.length)))
  return classes === 2 ? Float32Array.of(logs[1] - logs[0]) : Float32Array.from(logs)
}
