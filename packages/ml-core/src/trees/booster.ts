import type { Pacer } from '../pacing.ts'
import { range } from '../random.ts'
import type { BinnedTable, Binner } from './binner.ts'
import { Forest } from './forest.ts'
import { influentialRows } from './influence.ts'
import { ScoredRows } from './scored-rows.ts'
import type { GrowthLimits } from './split.ts'
import type { Targets } from './targets.ts'
import { TreeGrower } from './tree-grower.ts'

/** Gradients have to be this small on average before it pays to look for rows to leave out. */
const sureGradient = 0.1
/** Where more than this share of the rows would stay, all do. */
const tooMany = 0.75

export interface BoosterParameters extends GrowthLimits {
  learningRate: number
  /** Share of the gradients' sum that the surest rows of a tree may hold and be left out for; 0 … 1. */
  trimmedShare: number
}

/** Gradient boosting of the log loss (Friedman 2001) with Newton steps in the leaves. */
export class Booster {
  readonly forest: Forest
  readonly base: Float32Array
  /** Mean log loss of the training rows after the latest iteration. */
  trainLoss: number
  private readonly train: ScoredRows
  private readonly binner: Binner
  private readonly trimmedShare: number
  private readonly grower: TreeGrower
  private readonly pairs: Float32Array
  private readonly allRows: Int32Array
  private readonly kept: Int32Array
  private readonly targets: Targets

  /** Learns from all rows of the table. */
  constructor(
    table: BinnedTable,
    binner: Binner,
    targets: Targets,
    parameters: BoosterParameters,
    forest = new Forest(),
    base = targets.base(),
  ) {
    this.binner = binner
    this.trimmedShare = parameters.trimmedShare
    this.forest = forest
    this.targets = targets
    this.base = base
    this.train = new ScoredRows(table, targets, this.base)
    this.grower = new TreeGrower(table, binner, parameters, parameters.learningRate)
    this.pairs = new Float32Array(targets.rows * 2)
    this.allRows = range(targets.rows)
    this.kept = new Int32Array(targets.rows)
    this.trainLoss = this.train.meanLoss()
  }

  /** Goes on from the forest that it was made with, which was grown from the same rows. */
  async resume(pacer: Pacer): Promise<void> {
    await this.train.catchUp(this.forest, this.binner.counts, pacer)
    this.trainLoss = this.train.meanLoss()
  }

  /** Trees per iteration. */
  get outputs(): number {
    return this.base.length
  }

  get iterations(): number {
    return this.forest.trees / this.outputs
  }

  /** Grows one tree per output. */
  async iterate(pacer: Pacer): Promise<void> {
    for (let output = 0; output < this.outputs; output++) {
      if (this.targets.isPresent(output)) await this.growTree(output, pacer)
      else this.addNothing()
      if (pacer.due) await pacer.breathe()
    }
    this.trainLoss = this.train.meanLoss()
  }

  private addNothing(): void {
    this.forest.add({ rows: this.allRows.length, branch: null, value: 0 })
    this.train.skip()
  }

  private async growTree(output: number, pacer: Pacer): Promise<void> {
    const { train, pairs, forest, grower, allRows } = this
    const sizes = train.loss.derivatives(output, pairs)
    const kept =
      this.trimmedShare > 0 && sizes < sureGradient * this.targets.weight
        ? influentialRows(pairs, this.trimmedShare, this.kept)
        : allRows.length
    if (kept > tooMany * allRows.length) {
      forest.add(await grower.grow(allRows, pairs, pacer, train.scores[output]))
      train.skip()
    } else {
      // The rows that were left out get what the tree says of them as well: the model will say the same.
      forest.add(await grower.grow(this.kept.subarray(0, kept), pairs, pacer))
      await train.catchUp(forest, this.binner.counts, pacer)
    }
  }
}
