import { describe, expect, test } from 'vitest'
import { agreement } from './agreement.ts'
import { confusionMatrix, perClassMetrics, summarise } from './confusion.ts'
import { logLoss } from './probability.ts'
import { rocAuc } from './ranking.ts'

/** Everything read off the labels alone, for whole numbers below `classes`. */
function figures(actual: number[], predicted: number[], classes: number) {
  const confusion = confusionMatrix(Int32Array.from(actual), Int32Array.from(predicted), classes)
  const perClass = perClassMetrics(
    confusion,
    Array.from({ length: classes }, (_, k) => `c${k}`),
  )
  return { confusion, perClass, ...summarise(confusion, perClass), ...agreement(confusion, perClass) }
}

/** The numbers that scikit-learn's documentation prints. */
describe('scikit-learn’s published examples', () => {
  test('of precision_recall_fscore_support, macro, micro and weighted', () => {
    // cat, dog, pig
    const found = figures([0, 1, 2, 0, 1, 2], [0, 2, 1, 0, 0, 1], 3)
    expect(found.macroPrecision).toBeCloseTo(0.2222, 4)
    expect(found.macroRecall).toBeCloseTo(0.3333, 4)
    expect(found.macroF1).toBeCloseTo(0.2667, 4)
    expect(found.microF1).toBeCloseTo(0.3333, 4)
    expect(found.weightedPrecision).toBeCloseTo(0.2222, 4)
    expect(found.weightedRecall).toBeCloseTo(0.3333, 4)
    expect(found.weightedF1).toBeCloseTo(0.2667, 4)
    expect(found.perClass.map(({ precision }) => precision)).toEqual([2 / 3, 0, 0])
    expect(found.perClass.map(({ recall }) => recall)).toEqual([1, 0, 0])
    expect(found.perClass.map(({ f1 }) => f1)).toEqual([0.8, 0, 0])
  })

  test('of classification_report', () => {
    const found = figures([0, 1, 2, 2, 2], [0, 0, 2, 2, 1], 3)
    expect(found.perClass.map(({ f1 }) => Number(f1.toFixed(2)))).toEqual([0.67, 0, 0.8])
    expect(found.accuracy).toBeCloseTo(0.6, 12)
    expect(found.macroPrecision).toBeCloseTo(0.5, 2)
    expect(found.macroRecall).toBeCloseTo(0.56, 2)
    expect(found.macroF1).toBeCloseTo(0.49, 2)
    expect(found.weightedPrecision).toBeCloseTo(0.7, 2)
    expect(found.weightedRecall).toBeCloseTo(0.6, 2)
    expect(found.weightedF1).toBeCloseTo(0.61, 2)
  })

  test('of balanced_accuracy_score', () => {
    expect(figures([0, 1, 0, 0, 1, 0], [0, 1, 0, 0, 0, 1], 2).balancedAccuracy).toBe(0.625)
  })

  test('of matthews_corrcoef', () => {
    expect(figures([1, 1, 1, 0], [1, 0, 1, 1], 2).mcc).toBeCloseTo(-1 / 3, 12)
  })

  test('of confusion_matrix', () => {
    expect(figures([2, 0, 2, 2, 0, 1], [0, 0, 2, 2, 0, 2], 3).confusion).toEqual([
      [2, 0, 0],
      [0, 0, 1],
      [1, 0, 2],
    ])
  })

  test('of log_loss', () => {
    const probabilities = Float32Array.of(0.1, 0.9, 0.9, 0.1, 0.8, 0.2, 0.35, 0.65)
    expect(logLoss(probabilities, Int32Array.of(1, 0, 0, 1), 2)).toBeCloseTo(0.21616, 5)
  })

  test('of roc_auc_score', () => {
    expect(rocAuc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])).toBe(0.75)
  })
})
