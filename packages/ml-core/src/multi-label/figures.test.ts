import { describe, expect, test } from 'vitest'
import { inSets } from '../fixtures/small-sets.ts'
import { chooseThresholds } from './choose-thresholds.ts'
import { asEvaluation, labelSetFigures, rankingPrecision } from './figures.ts'

const half = [0.5, 0.5, 0.5]
const names = ['a', 'b', 'c']

/** Of rows × labels of 0 and 1. */
function setsOf(matrix: number[][]) {
  return inSets(matrix.map((row) => row.flatMap((one, k) => (one === 1 ? [k] : [])))).labelSets
}

function figures(actual: number[][], predicted: number[][]) {
  const labels = names.slice(0, predicted[0].length)
  return labelSetFigures(
    Float32Array.from(predicted.flat()),
    setsOf(actual),
    labels,
    half.slice(0, labels.length),
  )
}

// The examples are those of scikit-learn's documentation of each function.
describe('figures of label sets are those that scikit-learn publishes for', () => {
  test('label_ranking_average_precision_score', () => {
    const scores = Float32Array.of(0.75, 0.5, 1, 1, 0.2, 0.1)
    const sets = setsOf([
      [1, 0, 0],
      [0, 0, 1],
    ])
    expect(rankingPrecision(scores, sets, 3)).toBeCloseTo(5 / 12)
  })

  test('hamming_loss and accuracy_score', () => {
    const actual = [
      [0, 1],
      [1, 1],
    ]
    const zeros = [
      [0, 0],
      [0, 0],
    ]
    const ones = [
      [1, 1],
      [1, 1],
    ]
    expect(figures(actual, zeros).hammingLoss).toBe(0.75)
    expect(figures(actual, ones).subsetAccuracy).toBe(0.5)
  })

  test('f1_score, each label by itself and averaged', () => {
    const actual = [
      [0, 0, 0],
      [1, 1, 1],
      [0, 1, 1],
    ]
    const predicted = [
      [0, 0, 0],
      [1, 1, 1],
      [1, 1, 0],
    ]
    const { perLabel, microF1, macroF1, weightedF1 } = figures(actual, predicted)
    expect(perLabel.map((one) => one.f1)).toEqual([2 / 3, 1, 2 / 3])
    expect(microF1).toBeCloseTo(0.8)
    expect(macroF1).toBeCloseTo(7 / 9)
    expect(weightedF1).toBeCloseTo((2 / 3 + 2 + (2 * 2) / 3) / 5)
  })

  test('multilabel_confusion_matrix', () => {
    const actual = [
      [1, 0, 1],
      [0, 1, 0],
    ]
    const predicted = [
      [1, 0, 0],
      [0, 1, 1],
    ]
    expect(figures(actual, predicted).perLabel.map(({ tn, fp, fn, tp }) => [tn, fp, fn, tp])).toEqual([
      [1, 0, 0, 1],
      [1, 0, 0, 1],
      [0, 1, 1, 0],
    ])
  })
})

test('figures without any label, or of a label that no row has, are zeros and nulls and not NaN', () => {
  const none = figures([[0, 0]], [[0, 0]])
  expect(none).toMatchObject({
    subsetAccuracy: 1,
    hammingLoss: 0,
    rankingPrecision: 1,
    microF1: 0,
    macroF1: 0,
  })
  expect(none.perLabel[0]).toMatchObject({ f1: 0, averagePrecision: null, rocAuc: null })
  expect(JSON.stringify(asEvaluation(none))).not.toContain('null')
})

test('a threshold is that of the highest F1, midway between two rows, and one half for too few rows', () => {
  const sets = inSets([[0], [0], [], [0], [], [], [1]]).labelSets
  const scores = [0.9, 0.8, 0.3, 0.25, 0.1, 0.05, 0.02]
  const probabilities = Float32Array.from(scores.flatMap((score, row) => [score, row === 6 ? 0.4 : 0.1]))
  const [first, second] = chooseThresholds(probabilities, sets, 2)
  expect(first).toBeCloseTo((0.25 + 0.1) / 2)
  expect(second).toBe(0.5)
})
