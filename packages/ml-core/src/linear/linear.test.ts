import { describe, expect, test } from 'vitest'
import { fitInverseTemperature, softmaxInto } from '../calibration/temperature.ts'
import { tickingClock } from '../fixtures/small-sets.ts'
import { Pacer } from '../pacing.ts'
import { Random } from '../random.ts'
import { minimise } from './minimise.ts'
import { fitSoftmaxRegression, linearScores } from './softmax-regression.ts'
import type { SparseMatrix } from './sparse-matrix.ts'
import { fitSquaredHinge } from './squared-hinge.ts'

const pacer = () => new Pacer(tickingClock())

function dense(rows: number[][]): SparseMatrix {
  const columns = rows[0].length
  return {
    rows: rows.length,
    columns,
    offsets: Int32Array.from({ length: rows.length + 1 }, (_, row) => row * columns),
    indices: Int32Array.from(rows.flatMap((row) => row.map((_, column) => column))),
    values: Float32Array.from(rows.flat()),
  }
}

/** Rows around one centre per class, far enough apart to be told by a line and near enough to be learned from. */
function clouds(classes: number, rows: number, seed: number) {
  const random = new Random(seed)
  const labels = Int32Array.from({ length: rows }, (_, row) => row % classes)
  const points = Array.from(labels, (label) =>
    Array.from({ length: classes + 1 }, (_, k) => (k === label ? 1 : 0) + 0.8 * (random.next() - 0.5)),
  )
  return { matrix: dense(points), labels }
}

function hinge(rounds: number, activeSweeps: number, held = new Int32Array(0)) {
  return { penalty: 1, seed: 3, rounds, activeSweeps, held }
}

/** Primal value of one output's problem: ½‖w‖² + C Σ max(0, 1 − y s)², the bias regularised. */
function primal(matrix: SparseMatrix, weights: Float32Array, positive: (row: number) => boolean): number {
  const scores = linearScores(matrix, weights, 1)
  let value = weights.reduce((sum, weight) => sum + weight * weight, 0) / 2
  scores.forEach((score, row) => {
    value += Math.max(0, 1 - (positive(row) ? score : -score)) ** 2
  })
  return value
}

describe('the squared-hinge solver', () => {
  test('comes to the minimum of the primal problem', async () => {
    const { matrix, labels } = clouds(2, 80, 1)
    const { weights } = await fitSquaredHinge(matrix, labels, 2, hinge(300, 0), pacer(), () => {})
    const least = primal(matrix, weights, (row) => labels[row] === 1)
    const random = new Random(9)
    for (let attempt = 0; attempt < 50; attempt++) {
      const nudged = weights.map((weight) => weight + 0.02 * (random.next() - 0.5))
      expect(primal(matrix, nudged, (row) => labels[row] === 1)).toBeGreaterThanOrEqual(least - 1e-4)
    }
  })

  test.each([2, 4])('weighs a row of %i classes by 2 as if it stood there twice', async (classes) => {
    const { matrix, labels } = clouds(classes, 60, 1)
    const twice = Array.from(labels.keys()).flatMap((row) => (row % 3 === 0 ? [row, row] : [row]))
    const points = twice.map((row) => [
      ...matrix.values.subarray(row * matrix.columns, (row + 1) * matrix.columns),
    ])
    const rowWeights = Float64Array.from(labels, (_, row) => (row % 3 === 0 ? 2 : 1))
    const settled = hinge(300, 3)
    const doubled = await fitSquaredHinge(
      dense(points),
      Int32Array.from(twice, (row) => labels[row]),
      classes,
      settled,
      pacer(),
      () => {},
    )
    const { weights } = await fitSquaredHinge(
      matrix,
      labels,
      classes,
      { ...settled, rowWeights },
      pacer(),
      () => {},
    )
    weights.forEach((weight, at) => {
      expect(Math.abs(weight - doubled.weights[at])).toBeLessThan(0.02)
    })
  })

  test.each([2, 3, 12])('tells %i classes apart in a few sweeps', async (classes) => {
    const { matrix, labels } = clouds(classes, 40 * classes, 2)
    const { weights, outputs } = await fitSquaredHinge(
      matrix,
      labels,
      classes,
      hinge(2, 3),
      pacer(),
      () => {},
    )
    const scores = linearScores(matrix, weights, outputs)
    const right = labels.filter((label, row) => {
      if (outputs === 1) return (scores[row] > 0 ? 1 : 0) === label
      const own = scores.subarray(row * outputs, (row + 1) * outputs)
      return own.indexOf(Math.max(...own)) === label
    })
    expect(right.length / labels.length).toBeGreaterThan(0.95)
  })

  test('scores held rows nearly as a fit without them would', async () => {
    const { matrix, labels } = clouds(3, 120, 4)
    const held = Int32Array.from({ length: 12 }, (_, i) => i * 10)
    const rest = Int32Array.from({ length: 120 }, (_, row) => row).filter((row) => row % 10 !== 0)
    const rows = (chosen: Int32Array) =>
      dense(Array.from(chosen, (row) => [...matrix.values.subarray(row * 4, row * 4 + 4)]))
    const whole = await fitSquaredHinge(matrix, labels, 3, hinge(20, 0, held), pacer(), () => {})
    const without = await fitSquaredHinge(
      rows(rest),
      Int32Array.from(rest, (row) => labels[row]),
      3,
      hinge(20, 0),
      pacer(),
      () => {},
    )
    const expected = linearScores(rows(held), without.weights, 3)
    const apart = whole.heldScores.map((score, i) => Math.abs(score - expected[i]))
    expect(apart.reduce((sum, gap) => sum + gap, 0) / apart.length).toBeLessThan(0.1)
  })
})

test('L-BFGS finds the minimum of Rosenbrock’s valley', async () => {
  const at = Float64Array.of(-1.2, 1)
  const value = await minimise(
    ([x, y], gradient) => {
      gradient[0] = -2 * (1 - x) - 400 * x * (y - x * x)
      gradient[1] = 200 * (y - x * x)
      return (1 - x) ** 2 + 100 * (y - x * x) ** 2
    },
    at,
    { mostRounds: 500, tolerance: 1e-9, leastGain: 0 },
    pacer(),
  )
  expect(value).toBeLessThan(1e-12)
  expect(at[0]).toBeCloseTo(1, 5)
})

test('logistic regression with two classes is the same as with two outputs and a third that never occurs', async () => {
  const { matrix, labels } = clouds(2, 60, 5)
  const binary = linearScores(
    matrix,
    await fitSoftmaxRegression({ matrix, labels, classes: 2 }, 1e6, pacer()),
    1,
  )
  const many = linearScores(
    matrix,
    await fitSoftmaxRegression({ matrix, labels, classes: 3 }, 1e6, pacer()),
    3,
  )
  const one = new Float32Array(2)
  const three = new Float32Array(3)
  for (let row = 0; row < 60; row++) {
    softmaxInto(binary.subarray(row, row + 1), 1, 1, one, 0)
    softmaxInto(many.subarray(row * 3, row * 3 + 3), 3, 1, three, 0)
    expect(Math.abs(one[1] - three[1])).toBeLessThan(0.02)
  }
})

describe('the fitted temperature', () => {
  test.each([1, 4])('is found again from labels drawn at it, for %i outputs', (outputs) => {
    const random = new Random(6)
    const rows = 4000
    const classes = Math.max(2, outputs)
    const scores = Float32Array.from({ length: rows * outputs }, () => 2 * random.next() - 1)
    const drawn = new Float32Array(classes)
    const labels = new Int32Array(rows)
    for (let row = 0; row < rows; row++) {
      softmaxInto(scores.subarray(row * outputs, (row + 1) * outputs), outputs, 2.5, drawn, 0)
      let left = random.next()
      while (labels[row] < classes - 1 && left > drawn[labels[row]]) left -= drawn[labels[row]++]
    }
    expect(fitInverseTemperature(scores, labels, outputs)).toBeCloseTo(2.5, 0)
  })

  test('stays finite where every row is right, and positive where every row is wrong', () => {
    const scores = Float32Array.of(-1, 1, -2, 2)
    expect(fitInverseTemperature(scores, Int32Array.of(0, 1, 0, 1), 1)).toBeLessThan(20)
    expect(fitInverseTemperature(scores, Int32Array.of(1, 0, 1, 0), 1)).toBeGreaterThan(0)
    expect(fitInverseTemperature(new Float32Array(0), new Int32Array(0), 1, 3)).toBe(3)
  })
})

describe('a row of weight two counts as two rows', () => {
  const { matrix, labels } = clouds(3, 60, 7)
  const rows = [...labels.keys()]
  const doubled = rows.filter((row) => labels[row] === 1)
  const both = [...rows, ...doubled]
  const at = (row: number) => [...matrix.values.subarray(matrix.offsets[row], matrix.offsets[row + 1])]
  const twice = { matrix: dense(both.map(at)), labels: Int32Array.from(both, (row) => labels[row]) }
  const rowWeights = Float64Array.from(labels, (label) => (label === 1 ? 2 : 1))

  test.each([2, 3])('in the squared-hinge solver of %i classes', async (classes) => {
    const of = (all: Int32Array) => all.map((label) => Math.min(label, classes - 1))
    const settled = { ...hinge(400, 0), penalty: 0.1 }
    const weighted = { ...settled, rowWeights }
    const one = await fitSquaredHinge(matrix, of(labels), classes, weighted, pacer(), () => {})
    const two = await fitSquaredHinge(twice.matrix, of(twice.labels), classes, settled, pacer(), () => {})
    one.weights.forEach((weight, i) => {
      expect(Math.abs(weight - two.weights[i])).toBeLessThan(0.02)
    })
  })

  test.each([2, 3])('in the logistic regression of %i classes', async (classes) => {
    const of = (all: Int32Array) => all.map((label) => Math.min(label, classes - 1))
    const one = await fitSoftmaxRegression({ matrix, labels: of(labels), classes, rowWeights }, 1, pacer())
    const two = await fitSoftmaxRegression({ ...twice, labels: of(twice.labels), classes }, 1, pacer())
    one.forEach((weight, i) => {
      expect(Math.abs(weight - two[i])).toBeLessThan(0.02)
    })
  })
})
