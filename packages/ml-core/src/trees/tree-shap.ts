import type { Forest } from './forest.ts'

/** The features met on the way to a node, each once, and the weights of the subsets of them. */
interface Path {
  length: number
  features: Int32Array
  /** Share of the training rows that go this way where the feature is unknown. */
  zeros: Float64Array
  /** 1 where the explained row itself goes this way, otherwise 0. */
  ones: Float64Array
  /** Summed weights of the subsets of each size. */
  weights: Float64Array
}

/**
 * Exact Shapley values of a tree's value for one row, what is unknown averaged over the training rows below
 * each branch: path-dependent TreeSHAP (Lundberg et al. 2020, “From local explanations to global
 * understanding with explainable AI for trees”, algorithm 2). Over all features they add up to the tree's
 * value less its mean over the rows that it was grown from.
 */
export class TreeShap {
  private readonly forest: Forest
  private readonly missing: Int32Array
  private readonly paths: Path[] = []

  /** `missing`: each feature's bin of missing values. */
  constructor(forest: Forest, missing: Int32Array) {
    this.forest = forest
    this.missing = missing
  }

  /** Adds each feature's part to `values`; `bins` is the row. */
  addTree(tree: number, bins: Uint8Array, values: Float64Array): void {
    this.visit(this.forest.root(tree), bins, values, 0, 1, 1, -1)
  }

  private visit(
    node: number,
    bins: Uint8Array,
    values: Float64Array,
    depth: number,
    zero: number,
    one: number,
    via: number,
  ): void {
    const { forest } = this
    const path = this.pathAt(depth)
    extend(path, zero, one, via)
    if (!forest.isBranch(node)) {
      const value = forest.value(node)
      for (let i = 1; i < path.length; i++)
        values[path.features[i]] += unwoundSum(path, i) * (path.ones[i] - path.zeros[i]) * value
      return
    }
    const feature = forest.feature(node)
    const left = forest.goesLeft(node, bins[feature], this.missing[feature])
    const [hot, cold] = left ? [node + 1, forest.right(node)] : [forest.right(node), node + 1]
    let zeroBefore = 1
    let oneBefore = 1
    const met = path.features.subarray(0, path.length).indexOf(feature, 1)
    if (met > 0) {
      zeroBefore = path.zeros[met]
      oneBefore = path.ones[met]
      unwind(path, met)
    }
    const rows = forest.cover(node)
    this.copyPath(depth)
    this.visit(hot, bins, values, depth + 1, (zeroBefore * forest.cover(hot)) / rows, oneBefore, feature)
    this.copyPath(depth)
    this.visit(cold, bins, values, depth + 1, (zeroBefore * forest.cover(cold)) / rows, 0, feature)
  }

  private pathAt(depth: number): Path {
    for (let at = this.paths.length; at <= depth; at++) this.paths.push(emptyPath(at + 2))
    const path = this.paths[depth]
    if (depth === 0) path.length = 0
    return path
  }

  private copyPath(depth: number): void {
    const from = this.paths[depth]
    const to = this.pathAt(depth + 1)
    to.length = from.length
    to.features.set(from.features.subarray(0, from.length))
    to.zeros.set(from.zeros.subarray(0, from.length))
    to.ones.set(from.ones.subarray(0, from.length))
    to.weights.set(from.weights.subarray(0, from.length))
  }
}

function emptyPath(capacity: number): Path {
  return {
    length: 0,
    features: new Int32Array(capacity),
    zeros: new Float64Array(capacity),
    ones: new Float64Array(capacity),
    weights: new Float64Array(capacity),
  }
}

/** EXTEND of the paper: one more feature may be known or not. */
function extend(path: Path, zero: number, one: number, feature: number): void {
  const { weights } = path
  const at = path.length++
  path.features[at] = feature
  path.zeros[at] = zero
  path.ones[at] = one
  weights[at] = at === 0 ? 1 : 0
  for (let i = at - 1; i >= 0; i--) {
    weights[i + 1] += (one * weights[i] * (i + 1)) / (at + 1)
    weights[i] = (zero * weights[i] * (at - i)) / (at + 1)
  }
}

/** UNWIND of the paper: takes back what a feature had extended. */
function unwind(path: Path, which: number): void {
  const { weights, features, zeros, ones } = path
  const last = path.length - 1
  let next = weights[last]
  for (let i = last - 1; i >= 0; i--) {
    if (ones[which] !== 0) {
      const before = weights[i]
      weights[i] = (next * (last + 1)) / ((i + 1) * ones[which])
      next = before - (weights[i] * zeros[which] * (last - i)) / (last + 1)
    } else {
      weights[i] = (weights[i] * (last + 1)) / (zeros[which] * (last - i))
    }
  }
  for (let i = which; i < last; i++) {
    features[i] = features[i + 1]
    zeros[i] = zeros[i + 1]
    ones[i] = ones[i + 1]
  }
  path.length = last
}

/** Sum of the weights that UNWIND would leave, without doing it. */
function unwoundSum({ length, weights, zeros, ones }: Path, which: number): number {
  const last = length - 1
  let next = weights[last]
  let total = 0
  for (let i = last - 1; i >= 0; i--) {
    if (ones[which] !== 0) {
      const weight = (next * (last + 1)) / ((i + 1) * ones[which])
      total += weight
      next = weights[i] - (weight * zeros[which] * (last - i)) / (last + 1)
    } else {
      total += (weights[i] * (last + 1)) / (zeros[which] * (last - i))
    }
  }
  return total
}
