import { expect, test } from 'vitest'
import { Random } from '../random.ts'
import { Forest, type GrownNode } from './forest.ts'
import { TreeShap } from './tree-shap.ts'

const features = 4
const missing = new Int32Array(features).fill(8)

function randomTree(random: Random, rows: number, depth: number): GrownNode {
  if (depth === 0 || rows < 4) return { rows, branch: null, value: random.next() - 0.5 }
  const low = 1 + random.below(rows - 2)
  const left = random.next() < 0.3 ? Int32Array.from({ length: 8 }, () => random.below(512)) : null
  return {
    rows,
    value: 0,
    branch: {
      feature: random.below(features),
      bin: left ? 0 : random.below(8),
      missingLeft: random.next() < 0.5,
      left,
      low: randomTree(random, low, depth - 1),
      high: randomTree(random, rows - low, depth - 1),
    },
  }
}

/** The tree's mean value where only the features of `known` (a bit each) are known. */
function expectation(forest: Forest, node: number, bins: Uint8Array, known: number): number {
  if (!forest.isBranch(node)) return forest.value(node)
  const feature = forest.feature(node)
  const [left, right] = [node + 1, forest.right(node)]
  if ((known >> feature) & 1) {
    const next = forest.goesLeft(node, bins[feature], missing[feature]) ? left : right
    return expectation(forest, next, bins, known)
  }
  const sum = [left, right].reduce(
    (total, child) => total + forest.cover(child) * expectation(forest, child, bins, known),
    0,
  )
  return sum / forest.cover(node)
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1)
}

/** Shapley's definition: the mean gain of a feature over all orders in which features become known. */
function shapley(forest: Forest, bins: Uint8Array, feature: number): number {
  let total = 0
  for (let known = 0; known < 1 << features; known++) {
    if ((known >> feature) & 1) continue
    const size = [0, 1, 2, 3].filter((f) => (known >> f) & 1).length
    const weight = (factorial(size) * factorial(features - size - 1)) / factorial(features)
    const gain =
      expectation(forest, forest.root(0), bins, known | (1 << feature)) -
      expectation(forest, forest.root(0), bins, known)
    total += weight * gain
  }
  return total
}

test('contributions are the Shapley values and add up to the value less the mean', () => {
  const random = new Random(11)
  for (let round = 0; round < 30; round++) {
    const forest = new Forest()
    forest.add(randomTree(random, 200, 6))
    const bins = Uint8Array.from({ length: features }, () => random.below(9))
    const values = new Float64Array(features)
    new TreeShap(forest, missing).addTree(0, bins, values)
    values.forEach((value, f) => {
      expect(value).toBeCloseTo(shapley(forest, bins, f), 10)
    })
    const sum = values.reduce((total, value) => total + value, 0)
    const mean = expectation(forest, forest.root(0), bins, 0)
    expect(sum).toBeCloseTo(forest.treeValue(0, bins, missing) - mean, 10)
  }
})
