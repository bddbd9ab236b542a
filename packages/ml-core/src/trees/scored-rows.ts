import type { Pacer } from '../pacing.ts'
import type { BinnedTable } from './binner.ts'
import type { Forest } from './forest.ts'
import type { Loss, Targets } from './targets.ts'

/** A table in bins and what a growing forest says of its rows. */
export class ScoredRows {
  readonly table: BinnedTable
  readonly targets: Targets
  /** Per output one score for every row. */
  readonly scores: readonly Float32Array[]
  readonly loss: Loss
  private seen = 0

  constructor(table: BinnedTable, targets: Targets, base: Float32Array) {
    this.table = table
    this.targets = targets
    this.scores = Array.from(base, (start) => new Float32Array(targets.rows).fill(start))
    this.loss = targets.loss()
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

  accuracy(): number {
    return this.targets.accuracy(this.scores)
  }
}
