import { describe, expect, test } from 'vitest'
import { expectedCalibrationError, maximumCalibrationError, reliabilityBins } from './calibration.ts'
import { confusionMatrix, perClassMetrics, summarise } from './confusion.ts'
import { evaluate, worstErrors } from './evaluation.ts'
import { brierScore, logLoss } from './probability.ts'
import { quantile } from './quantile.ts'
import { averagePrecision, rocAuc } from './ranking.ts'

const labels = ['a', 'b', 'c']

describe('confusion', () => {
  test('gives scikit-learn’s macro and micro F1', () => {
    const confusion = confusionMatrix(Int32Array.of(0, 1, 2, 0, 1, 2), Int32Array.of(0, 2, 1, 0, 0, 1), 3)
    const summary = summarise(confusion, perClassMetrics(confusion, labels))
    expect(summary.macroF1).toBeCloseTo(0.26667, 5)
    expect(summary.microF1).toBeCloseTo(0.33333, 5)
    expect(confusion).toEqual([
      [2, 0, 0],
      [1, 0, 1],
      [0, 2, 0],
    ])
  })

  test('leaves a class that never occurs out of the macro averages', () => {
    const confusion = confusionMatrix(Int32Array.of(0, 1), Int32Array.of(0, 1), 3)
    expect(summarise(confusion, perClassMetrics(confusion, labels)).macroF1).toBe(1)
  })
})

describe('probabilities', () => {
  test('gives the reference log loss', () => {
    const probabilities = Float32Array.of(0.9, 0.1, 0.1, 0.9, 0.2, 0.8, 0.35, 0.65)
    expect(logLoss(probabilities, Int32Array.of(0, 1, 1, 1), 2)).toBeCloseTo(0.21616187468, 7)
  })

  test('keeps the log loss finite where the true class was given no chance', () => {
    expect(logLoss(Float32Array.of(1, 0), Int32Array.of(1), 2)).toBeCloseTo(-Math.log(1e-15), 6)
  })

  test('gives the reference Brier score', () => {
    expect(brierScore([0.1, 0.9, 0.8, 0.3], [0, 1, 1, 0])).toBeCloseTo(0.0375, 12)
  })
})

describe('calibration', () => {
  test('gives the reference expected and maximum calibration errors', () => {
    const bins = reliabilityBins([0.25, 0.25, 0.55, 0.75, 0.75], [0, 0, 1, 1, 1], 2)
    expect(expectedCalibrationError(bins)).toBeCloseTo(0.29, 4)
    expect(maximumCalibrationError(bins)).toBeCloseTo(0.3167, 4)
  })

  test('gives the reference calibration curve', () => {
    const bins = reliabilityBins([0.1, 0.2, 0.3, 0.4, 0.65, 0.7, 0.8, 0.9, 1], [0, 0, 0, 0, 1, 1, 1, 1, 1], 3)
    expect(bins.map((bin) => bin.accuracy)).toEqual([0, 0.5, 1])
    for (const [bin, confidence] of [0.2, 0.525, 0.85].entries())
      expect(bins[bin].confidence).toBeCloseTo(confidence, 12)
  })
})

describe('ranking', () => {
  test('gives the reference AUC and average precision', () => {
    expect(rocAuc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])).toBeCloseTo(0.75, 12)
    expect(averagePrecision([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])).toBeCloseTo(0.83333, 5)
  })

  test('counts ties as half and refuses to rank a single class', () => {
    expect(rocAuc([0.5, 0.5], [0, 1])).toBe(0.5)
    expect(rocAuc([0.5, 0.6], [1, 1])).toBeNull()
    expect(averagePrecision([0.5], [0])).toBeNull()
  })
})

test('gives NumPy’s linear quantiles', () => {
  expect(quantile([1, 2, 3, 4, 10], 0.9)).toBeCloseTo(7.6, 12)
  expect(quantile([10, 1, 3, 2, 4], 0.5)).toBe(3)
})

describe('evaluation', () => {
  const probabilities = Float32Array.of(0.9, 0.1, 0.7, 0.3, 0.2, 0.8, 0.4, 0.6)
  const actual = Int32Array.of(0, 1, 1, 0)

  test('puts all figures of a split together', () => {
    const evaluation = evaluate(probabilities, actual, ['no', 'yes'])
    expect(evaluation).toMatchObject({ rows: 4, accuracy: 0.5, macroF1: 0.5 })
    expect(evaluation.confusion).toEqual([
      [1, 1],
      [1, 1],
    ])
    expect(evaluation.perClass[1]).toEqual({ label: 'yes', precision: 0.5, recall: 0.5, f1: 0.5, support: 2 })
  })

  test('lists the most confident errors first, by their row in the dataset', () => {
    const examples = { kind: 'text' as const, texts: ['a', 'b'.repeat(500), 'c', '😀'], labels: actual }
    const errors = worstErrors(probabilities, examples, Int32Array.of(10, 11, 12, 13), ['no', 'yes'])
    expect(errors.map(({ row, actual, predicted }) => [row, actual, predicted])).toEqual([
      [11, 'yes', 'no'],
      [13, 'no', 'yes'],
    ])
    expect(errors[0].excerpt).toHaveLength(400)
  })
})
