import type { BinnedTable } from './binner.ts'

/** A node while its tree grows. */
export interface GrownNode {
  /** Training rows that came by. */
  rows: number
  /** Null for a leaf. */
  branch: Branch | null
  /** What a leaf adds to the score. */
  value: number
}

export interface Branch {
  feature: number
  bin: number
  missingLeft: boolean
  /** For categories: 256 bits of the bins that go left. */
  left: Int32Array | null
  low: GrownNode
  high: GrownNode
}

const setWords = 8
const categoryFlag = 1 << 8
const missingLeftFlag = 1 << 9
const featureShift = 10
const distanceMask = 0xfff
const setShift = 12

/** The arrays that a forest consists of, cut to what is used. */
export interface ForestArrays {
  nodes: Int32Array
  /** Training rows per node. */
  covers: Float32Array
  sets: Int32Array
  roots: Int32Array
}

/**
 * Trees in one array, two words a node, parents before their children and each left child right after its
 * parent. A branch: feature, flags and bin; then the number of its set of categories and the distance to the
 * right child. A leaf: −1; then its value's bits.
 */
export class Forest {
  private nodes: Int32Array
  private values: Float32Array
  private covers: Float32Array
  private sets: Int32Array
  private readonly starts: number[] = []
  private nodeCount = 0
  private setCount = 0

  constructor(arrays?: ForestArrays) {
    this.nodes = arrays?.nodes ?? new Int32Array(256)
    this.values = new Float32Array(this.nodes.buffer, this.nodes.byteOffset, this.nodes.length)
    this.covers = arrays?.covers ?? new Float32Array(128)
    this.sets = arrays?.sets ?? new Int32Array(0)
    if (arrays === undefined) return
    this.starts.push(...arrays.roots)
    this.nodeCount = arrays.nodes.length / 2
    this.setCount = arrays.sets.length / setWords
  }

  get trees(): number {
    return this.starts.length
  }

  get bytes(): number {
    return this.nodes.byteLength + this.covers.byteLength + this.sets.byteLength + this.starts.length * 8
  }

  arrays(): ForestArrays {
    return {
      nodes: this.nodes.slice(0, this.nodeCount * 2),
      covers: this.covers.slice(0, this.nodeCount),
      sets: this.sets.slice(0, this.setCount * setWords),
      roots: Int32Array.from(this.starts),
    }
  }

  /** Forgets all trees but the first ones. */
  cut(trees: number): void {
    if (trees >= this.starts.length) return
    this.nodeCount = this.starts[trees]
    this.starts.length = trees
    let sets = 0
    for (let node = 0; node < this.nodeCount; node++) if (this.isBranch(node) && this.hasSet(node)) sets++
    this.setCount = sets
  }

  add(root: GrownNode): void {
    this.starts.push(this.nodeCount)
    this.append(root)
  }

  root(tree: number): number {
    return this.starts[tree]
  }

  isBranch(node: number): boolean {
    return this.nodes[2 * node] >= 0
  }

  feature(node: number): number {
    return this.nodes[2 * node] >> featureShift
  }

  right(node: number): number {
    return node + (this.nodes[2 * node + 1] & distanceMask)
  }

  /** The last bin that a branch on a number sends to the left. */
  cutBin(node: number): number {
    return this.nodes[2 * node] & 0xff
  }

  hasSet(node: number): boolean {
    return (this.nodes[2 * node] & categoryFlag) !== 0
  }

  sendsMissingLeft(node: number): boolean {
    return (this.nodes[2 * node] & missingLeftFlag) !== 0
  }

  cover(node: number): number {
    return this.covers[node]
  }

  value(leaf: number): number {
    return this.values[2 * leaf + 1]
  }

  /** Whether a bin goes to the left child of a branch. `missing` is the feature's bin of missing values. */
  goesLeft(node: number, bin: number, missing: number): boolean {
    const word = this.nodes[2 * node]
    if (word & categoryFlag) {
      const set = (this.nodes[2 * node + 1] >>> setShift) * setWords
      return ((this.sets[set + (bin >> 5)] >>> (bin & 31)) & 1) === 1
    }
    return bin <= (word & 0xff) || (bin === missing && (word & missingLeftFlag) !== 0)
  }

  /** What a tree adds to the score of a row in bins; `missing` holds each feature's bin of missing values. */
  treeValue(tree: number, bins: Uint8Array, missing: Int32Array): number {
    return this.values[leafOf(this.nodes, this.sets, 2 * this.starts[tree], bins, 0, 1, missing) + 1]
  }

  /** Adds what a tree says of the rows of a table to their scores. */
  addTree(tree: number, { flat, rows }: BinnedTable, missing: Int32Array, scores: Float32Array): void {
    const { nodes, sets, values } = this
    const start = 2 * this.starts[tree]
    for (let row = 0; row < rows; row++)
      scores[row] += values[leafOf(nodes, sets, start, flat, row, rows, missing) + 1]
  }

  /** Whether every way through every tree ends in a leaf with a finite value, within the arrays. */
  isSound(features: number): boolean {
    if (this.covers.length * 2 !== this.nodes.length) return false
    const begins = new Set(this.starts)
    const reached = new Uint8Array(this.nodeCount)
    for (let node = 0; node < this.nodeCount; node++) {
      if (begins.has(node)) reached[node] = 1
      if (reached[node] === 0) return false
      if (!this.isBranch(node)) {
        if (!Number.isFinite(this.value(node))) return false
        continue
      }
      const right = this.right(node)
      const set = this.nodes[2 * node + 1] >>> setShift
      if (this.feature(node) >= features || right <= node + 1 || right >= this.nodeCount) return false
      if (this.hasSet(node) && set >= this.setCount) return false
      reached[node + 1] = 1
      reached[right] = 1
    }
    return this.starts.every((start) => start >= 0 && start < this.nodeCount)
  }

  private append(grown: GrownNode): void {
    const node = this.nodeCount++
    this.reserve()
    this.covers[node] = grown.rows
    const { branch } = grown
    if (branch === null) {
      this.nodes[2 * node] = -1
      this.values[2 * node + 1] = grown.value
      return
    }
    const flags = (branch.left ? categoryFlag : 0) | (branch.missingLeft ? missingLeftFlag : 0)
    this.nodes[2 * node] = (branch.feature << featureShift) | flags | branch.bin
    const set = branch.left ? this.appendSet(branch.left) : 0
    this.append(branch.low)
    this.nodes[2 * node + 1] = (set << setShift) | (this.nodeCount - node)
    this.append(branch.high)
  }

  private appendSet(bits: Int32Array): number {
    const set = this.setCount++
    if (this.sets.length < this.setCount * setWords) {
      const larger = new Int32Array(this.setCount * setWords * 2)
      larger.set(this.sets)
      this.sets = larger
    }
    this.sets.set(bits, set * setWords)
    return set
  }

  private reserve(): void {
    if (this.covers.length >= this.nodeCount) return
    const nodes = new Int32Array(this.nodes.length * 2)
    nodes.set(this.nodes)
    this.nodes = nodes
    this.values = new Float32Array(nodes.buffer)
    const covers = new Float32Array(this.covers.length * 2)
    covers.set(this.covers)
    this.covers = covers
  }
}

/**
 * Where the words of the leaf lie that a row ends in; its bin of feature f is `bins[row + f · stride]`. The
 * bin of missing values is the highest of its feature, so that no cut lets it go left.
 */
function leafOf(
  nodes: Int32Array,
  sets: Int32Array,
  start: number,
  bins: Uint8Array,
  row: number,
  stride: number,
  missing: Int32Array,
): number {
  let at = start
  let word = nodes[at]
  while (word >= 0) {
    const feature = word >> featureShift
    const bin = bins[row + feature * stride]
    const isLeft =
      (word & categoryFlag) === 0
        ? bin <= (word & 0xff) || ((word & missingLeftFlag) !== 0 && bin === missing[feature])
        : ((sets[(nodes[at + 1] >>> setShift) * setWords + (bin >> 5)] >>> (bin & 31)) & 1) === 1
    at += isLeft ? 2 : (nodes[at + 1] & distanceMask) << 1
    word = nodes[at]
  }
  return at
}
