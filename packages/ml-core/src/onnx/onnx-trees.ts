import type { Link } from '../calibration/link.ts'
import type { FeatureSpec } from '../trees/feature-spec.ts'
import type { Forest } from '../trees/forest.ts'
import type { OnnxGraph } from './onnx-graph.ts'

/** The nodes of all trees, an array per property, as `TreeEnsembleClassifier` takes them. */
interface NodeTable {
  treeids: number[]
  nodeids: number[]
  featureids: number[]
  modes: string[]
  values: number[]
  missing_value_tracks_true: number[]
  truenodeids: number[]
  falsenodeids: number[]
}

interface LeafTable {
  treeids: number[]
  nodeids: number[]
  ids: number[]
  weights: number[]
}

/** Boosted trees whose scores are summed, added to `base` and multiplied by `scale` before they become probabilities. */
export interface OnnxForest {
  forest: Forest
  features: readonly FeatureSpec[]
  /** Scores before the first tree; one output is the log-odds of class 1. */
  base: Float32Array
  scale: number
  link: Link
}

/** Probabilities, rows × classes, of rows × features in doubles, NaN where a value is missing. */
export function writeTrees(graph: OnnxGraph, features: string, trees: OnnxForest): string {
  const { forest, base } = trees
  const outputs = base.length
  const classes = Math.max(2, outputs)
  const nodes: NodeTable = {
    treeids: [],
    nodeids: [],
    featureids: [],
    modes: [],
    values: [],
    missing_value_tracks_true: [],
    truenodeids: [],
    falsenodeids: [],
  }
  const leaves: LeafTable = { treeids: [], nodeids: [], ids: [], weights: [] }
  for (let tree = 0; tree < forest.trees; tree++)
    new TreeWriter(trees, nodes, leaves, tree, tree % outputs).write(forest.root(tree))
  // Trees of one leaf: of two classes, ONNX Runtime takes `base_values` for something else.
  base.forEach((score, k) => {
    new TreeWriter(trees, nodes, leaves, forest.trees + k, k).leaf(score)
  })
  const attributes: Parameters<OnnxGraph['addNode']>[2]['attributes'] = {
    classlabels_int64s: { ints: Array.from({ length: classes }, (_, k) => k) },
    post_transform: { string: trees.link === 'softmax' ? 'SOFTMAX' : 'LOGISTIC' },
    nodes_values_as_tensor: { doubles: Float64Array.from(nodes.values) },
    class_weights_as_tensor: { doubles: Float64Array.from(leaves.weights) },
    class_treeids: { ints: leaves.treeids },
    class_nodeids: { ints: leaves.nodeids },
    class_ids: { ints: leaves.ids },
    nodes_modes: { strings: nodes.modes },
  }
  for (const name of [
    'treeids',
    'nodeids',
    'featureids',
    'missing_value_tracks_true',
    'truenodeids',
    'falsenodeids',
  ] as const)
    attributes[`nodes_${name}`] = { ints: nodes[name] }
  const [, probabilities] = graph.addNode('TreeEnsembleClassifier', [features], {
    attributes,
    domain: 'ai.onnx.ml',
    outputs: 2,
  })
  return probabilities
}

/** Writes one tree. A set of categories becomes a chain of comparisons that end in the same child. */
class TreeWriter {
  private readonly trees: OnnxForest
  private readonly nodes: NodeTable
  private readonly leaves: LeafTable
  private readonly tree: number
  private readonly output: number
  private count = 0

  constructor(trees: OnnxForest, nodes: NodeTable, leaves: LeafTable, tree: number, output: number) {
    this.trees = trees
    this.nodes = nodes
    this.leaves = leaves
    this.tree = tree
    this.output = output
  }

  /** Gives the number of the node in its tree; the root's is 0. */
  write(node: number): number {
    const { forest, features } = this.trees
    if (!forest.isBranch(node)) return this.leaf(forest.value(node))
    const feature = forest.feature(node)
    const spec = features[feature]
    if (spec.type === 'category') return this.chain(node, feature, spec.categories.length)
    const bin = forest.cutBin(node)
    // Behind the last cut lies nothing but what is missing.
    const threshold = spec.cuts[bin] ?? Number.MAX_VALUE
    const at = this.branch(feature, 'BRANCH_LEQ', threshold, forest.sendsMissingLeft(node))
    this.link(at, this.write(node + 1), this.write(forest.right(node)))
    return at
  }

  private chain(node: number, feature: number, missing: number): number {
    const { forest } = this.trees
    const left: number[] = []
    const right: number[] = []
    for (let bin = 0; bin <= missing; bin++) (forest.goesLeft(node, bin, missing) ? left : right).push(bin)
    const [few, fewChild, otherChild] =
      left.length <= right.length
        ? [left, node + 1, forest.right(node)]
        : [right, forest.right(node), node + 1]
    if (few.length === 0) return this.write(otherChild)
    const steps = few.map((category) => this.branch(feature, 'BRANCH_EQ', category, false))
    const found = this.write(fewChild)
    const other = this.write(otherChild)
    steps.forEach((step, s) => {
      this.link(step, found, steps[s + 1] ?? other)
    })
    return steps[0]
  }

  leaf(value: number): number {
    const { base, scale, link } = this.trees
    const at = this.add(0, 'LEAF', 0, false)
    const scores =
      base.length === 1 && link === 'softmax'
        ? [
            [0, -value / 2],
            [1, value / 2],
          ]
        : [[this.output, value]]
    for (const [label, score] of scores) {
      this.leaves.treeids.push(this.tree)
      this.leaves.nodeids.push(at)
      this.leaves.ids.push(label)
      this.leaves.weights.push(score * scale)
    }
    return at
  }

  private branch(feature: number, mode: string, value: number, missingTrue: boolean): number {
    return this.add(feature, mode, value, missingTrue)
  }

  private add(feature: number, mode: string, value: number, missingTrue: boolean): number {
    const { nodes } = this
    nodes.treeids.push(this.tree)
    nodes.nodeids.push(this.count)
    nodes.featureids.push(feature)
    nodes.modes.push(mode)
    nodes.values.push(value)
    nodes.missing_value_tracks_true.push(missingTrue ? 1 : 0)
    nodes.truenodeids.push(0)
    nodes.falsenodeids.push(0)
    return this.count++
  }

  private link(node: number, whenTrue: number, whenFalse: number): void {
    const at = this.nodes.nodeids.length - this.count + node
    this.nodes.truenodeids[at] = whenTrue
    this.nodes.falsenodeids[at] = whenFalse
  }
}
