import type { Pacer } from '../pacing.ts'
import type { BinnedTable, Binner } from './binner.ts'
import { findCategorySplit } from './category-split.ts'
import type { Branch, GrownNode } from './forest.ts'
import { HistogramBuilder, subtract } from './histogram.ts'
import { findNumericSplit } from './numeric-split.ts'
import { type GrowthLimits, type Split, type Sums, score } from './split.ts'

/** A split has to take at least this off the (doubled) loss. */
const leastGain = 1e-6
/** Rows times features between two looks at the clock. */
const stretch = 250_000

/** In histograms of more rows the counts leave the second derivatives too few digits for a leaf's value. */
const mostPreciseRows = 2 ** 18

interface Leaf extends Sums {
  node: GrownNode
  from: number
  to: number
  histogram: Float64Array | null
  split: Split | null
}

/** Grows trees over one table, best leaf first, and keeps its buffers from tree to tree. */
export class TreeGrower {
  private readonly table: BinnedTable
  private readonly binner: Binner
  private readonly limits: GrowthLimits
  private readonly learningRate: number
  private readonly builder: HistogramBuilder
  private readonly order: Int32Array
  private readonly aside: Int32Array

  constructor(table: BinnedTable, binner: Binner, limits: GrowthLimits, learningRate: number) {
    this.table = table
    this.binner = binner
    this.limits = limits
    this.learningRate = learningRate
    // Every leaf may keep one, beside that of the node being parted.
    this.builder = new HistogramBuilder(table, binner.counts, limits.mostLeaves + 1)
    this.order = this.builder.order
    this.aside = new Int32Array(table.rows)
  }

  /**
   * Grows one tree on the given rows. `derivatives` holds the loss's first and second derivative (at
   * most 1/4) of every row of the table. What the leaves say is added to the scores, where given.
   */
  async grow(
    rows: Int32Array,
    derivatives: Float32Array,
    pacer: Pacer,
    scores?: Float32Array,
  ): Promise<GrownNode> {
    this.order.set(rows)
    const root = newLeaf(0, rows.length, ...sumUp(this.order, derivatives, 0, rows.length))
    const leaves = [root]
    if (this.isSplittable(root)) {
      root.histogram = await this.build(root, derivatives, pacer)
      this.findSplit(root)
    }
    while (leaves.length < this.limits.mostLeaves) {
      let at = -1
      for (let i = 0; i < leaves.length; i++) {
        const { split } = leaves[i]
        if (split && (at < 0 || split.gain > (leaves[at].split?.gain ?? 0))) at = i
      }
      if (at < 0) break
      const parent = leaves[at]
      const { low, high } = this.part(parent)
      leaves[at] = low
      leaves.push(high)
      const mayGoOn = leaves.length < this.limits.mostLeaves
      await this.prepare(parent, low, high, mayGoOn, derivatives, pacer)
      if (pacer.due) await pacer.breathe()
    }
    for (const leaf of leaves) this.settle(leaf, derivatives, scores)
    return root.node
  }

  private isSplittable({ rows }: Leaf): boolean {
    return rows >= 2 * this.limits.leastRows
  }

  /** Histograms and best splits of two new leaves; the larger one's histograms are what the smaller leaves over. */
  private async prepare(
    parent: Leaf,
    low: Leaf,
    high: Leaf,
    mayGoOn: boolean,
    derivatives: Float32Array,
    pacer: Pacer,
  ): Promise<void> {
    const [small, large] = low.rows <= high.rows ? [low, high] : [high, low]
    const histogram = parent.histogram
    parent.histogram = null
    if (histogram === null) return
    if (!mayGoOn || !this.isSplittable(large)) {
      this.builder.giveBack(histogram)
      return
    }
    small.histogram = await this.build(small, derivatives, pacer)
    subtract(histogram, small.histogram)
    large.histogram = histogram
    this.findSplit(large)
    if (this.isSplittable(small)) this.findSplit(small)
  }

  private async build({ from, to }: Leaf, derivatives: Float32Array, pacer: Pacer): Promise<Float64Array> {
    const { builder } = this
    const histogram = builder.take()
    builder.gather(derivatives, from, to)
    let done = 0
    for (let f = 0; f < builder.bins.length; ) {
      const width = builder.add(histogram, f, from, to)
      f += width
      done += width * (to - from)
      if (done > stretch && pacer.due) await pacer.breathe()
    }
    return histogram
  }

  private findSplit(leaf: Leaf): void {
    const { histogram } = leaf
    if (histogram === null) return
    const { builder, binner, limits } = this
    const least = score(leaf.gradient, leaf.curvature, limits.penalty) + leastGain
    const best: Split = {
      gain: least,
      feature: -1,
      bin: 0,
      missingLeft: false,
      left: null,
      gradient: 0,
      curvature: 0,
    }
    for (let f = 0; f < binner.features; f++) {
      const find = binner.specs[f].type === 'category' ? findCategorySplit : findNumericSplit
      find(histogram, builder.offsets[f], binner.counts[f], builder.unit, leaf, limits, f, best)
    }
    if (best.feature < 0) return
    best.gain -= least
    leaf.split = best
  }

  /** Sorts the leaf's rows to two new leaves, each side in its old order. */
  private part(leaf: Leaf): { low: Leaf; high: Leaf } {
    const { split } = leaf
    if (split === null) throw new Error('A leaf without a split cannot be parted.')
    const { feature, bin, missingLeft, left, gradient, curvature } = split
    const goesLeft = new Uint8Array(256)
    if (left) for (let b = 0; b < 256; b++) goesLeft[b] = (left[b >> 5] >>> (b & 31)) & 1
    else {
      goesLeft.fill(1, 0, bin + 1)
      goesLeft[this.binner.counts[feature]] = missingLeft ? 1 : 0
    }
    const middle = partition(this.order, this.aside, this.builder.bins[feature], goesLeft, leaf.from, leaf.to)
    const low = newLeaf(leaf.from, middle, gradient, curvature)
    const high = newLeaf(middle, leaf.to, leaf.gradient - gradient, leaf.curvature - curvature)
    const branch: Branch = { feature, bin, missingLeft, left, low: low.node, high: high.node }
    leaf.node.branch = branch
    leaf.split = null
    return { low, high }
  }

  /** Gives a leaf its Newton step, rounded as it will be stored, and its histograms back. */
  private settle(leaf: Leaf, derivatives: Float32Array, scores?: Float32Array): void {
    const [gradient, curvature] =
      this.table.rows > mostPreciseRows
        ? sumUp(this.order, derivatives, leaf.from, leaf.to)
        : [leaf.gradient, leaf.curvature]
    const step = (-this.learningRate * gradient) / (curvature + this.limits.penalty)
    const value = Number.isFinite(step) ? Math.fround(step) : 0
    leaf.node.value = value
    if (scores) for (let i = leaf.from; i < leaf.to; i++) scores[this.order[i]] += value
    if (leaf.histogram) this.builder.giveBack(leaf.histogram)
    leaf.histogram = null
  }
}

function newLeaf(from: number, to: number, gradient: number, curvature: number): Leaf {
  const rows = to - from
  const node: GrownNode = { rows, branch: null, value: 0 }
  return { node, from, to, gradient, curvature, rows, histogram: null, split: null }
}

/** Sums of the first and the second derivatives. */
function sumUp(
  order: Int32Array,
  derivatives: Float32Array,
  from: number,
  to: number,
): [gradient: number, curvature: number] {
  let gradient = 0
  let curvature = 0
  for (let i = from; i < to; i++) {
    gradient += derivatives[2 * order[i]]
    curvature += derivatives[2 * order[i] + 1]
  }
  return [gradient, curvature]
}

/** Returns where the right side begins. */
function partition(
  order: Int32Array,
  aside: Int32Array,
  bins: Uint8Array,
  goesLeft: Uint8Array,
  from: number,
  to: number,
): number {
  let left = from
  let right = 0
  for (let i = from; i < to; i++) {
    const row = order[i]
    const isLeft = goesLeft[bins[row]]
    // Both are written and one is kept: cheaper than a branch that is guessed wrong every other time.
    order[left] = row
    aside[right] = row
    left += isLeft
    right += 1 - isLeft
  }
  order.set(aside.subarray(0, right), left)
  return left
}
