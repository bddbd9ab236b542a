import { describe, expect, test } from 'vitest'
import { Pacer } from '../pacing.ts'
import { trainingReportSchema } from '../schema/index.ts'
import { agreement } from './agreement.ts'
import { confidenceIntervals } from './bootstrap.ts'
import { confusionMatrix, perClassMetrics } from './confusion.ts'
import { brierLoss } from './probability.ts'
import { rocAuc } from './ranking.ts'
import { countsAt, operatingPoint, rankScores, thresholdCurve, youdenThreshold } from './threshold-curve.ts'
import { evaluateInDetail, youdenThresholds } from './threshold-report.ts'

function agreementOf(actual: number[], predicted: number[], classes: number) {
  const confusion = confusionMatrix(Int32Array.from(actual), Int32Array.from(predicted), classes)
  return agreement(
    confusion,
    perClassMetrics(
      confusion,
      confusion.map((_, k) => String(k)),
    ),
  )
}

const pacer = new Pacer(() => 0)
// The example of scikit-learn’s roc_curve, precision_recall_curve and roc_auc_score.
const ranked = rankScores([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])

describe('agreement', () => {
  test('gives scikit-learn’s balanced accuracy, weighted F1 and Matthews correlation', () => {
    expect(agreementOf([0, 1, 0, 0, 1, 0], [0, 1, 0, 0, 0, 1], 2).balancedAccuracy).toBeCloseTo(0.625, 12)
    expect(agreementOf([0, 1, 2, 0, 1, 2], [0, 2, 1, 0, 0, 1], 3).weightedF1).toBeCloseTo(0.26667, 5)
    expect(agreementOf([1, 1, 1, 0], [1, 0, 1, 1], 2).mcc).toBeCloseTo(-1 / 3, 12)
    expect(agreementOf([0, 0, 1, 1, 2, 2], [2, 2, 0, 0, 1, 1], 3).mcc).toBeCloseTo(-0.5, 12)
  })

  test('stays a number where a class is absent, where one answer is given, and without rows', () => {
    expect(agreementOf([0, 0, 1], [0, 0, 1], 3)).toMatchObject({ balancedAccuracy: 1, weightedF1: 1, mcc: 1 })
    expect(agreementOf([0, 1, 1], [1, 1, 1], 2)).toMatchObject({ balancedAccuracy: 0.5, mcc: 0 })
    expect(agreementOf([], [], 2)).toMatchObject({ balancedAccuracy: 0, weightedF1: 0, mcc: 0 })
  })
})

test('gives scikit-learn’s Brier scores for two and for three classes', () => {
  const two = Float32Array.of(0.9, 0.1, 0.1, 0.9, 0.2, 0.8, 0.7, 0.3)
  expect(brierLoss(two, Int32Array.of(0, 1, 1, 0), 2)).toBeCloseTo(0.0375, 7)
  const three = Float32Array.of(0.8, 0.1, 0.1, 0.2, 0.7, 0.1, 0.2, 0.2, 0.6)
  expect(brierLoss(three, Int32Array.of(0, 1, 2), 3)).toBeCloseTo(0.44 / 3, 7)
})

describe('threshold curve', () => {
  test('has the corners of scikit-learn’s ROC and precision-recall curves', () => {
    const points = thresholdCurve(ranked, 200)
    expect(points.map(({ threshold }) => threshold)).toEqual([0.8, 0.4, 0.35, 0.1])
    expect(points.map(({ fp, tn }) => fp / (fp + tn))).toEqual([0, 0.5, 0.5, 1])
    expect(points.map(({ tp, fn }) => tp / (tp + fn))).toEqual([0.5, 0.5, 1, 1])
    expect(points.map(({ tp, fp }) => tp / (tp + fp))).toEqual([1, 0.5, 2 / 3, 0.5])
  })

  test('keeps its shape and its last point when it is thinned', () => {
    const scores = Float64Array.from({ length: 5000 }, (_, row) => row / 5000)
    const positive = scores.map((score, row) => (score > 0.5 !== (row % 7 === 0) ? 1 : 0))
    const points = thresholdCurve(rankScores(scores, positive), 60)
    expect(points.length).toBeLessThanOrEqual(60)
    expect(points.at(-1)).toMatchObject({ fn: 0, tn: 0 })
    let area = 0
    let [x, y] = [0, 0]
    for (const { tp, fp, fn, tn } of points) {
      const [nextX, nextY] = [fp / (fp + tn), tp / (tp + fn)]
      area += ((nextX - x) * (y + nextY)) / 2
      ;[x, y] = [nextX, nextY]
    }
    expect(area).toBeCloseTo(rocAuc(scores, positive) ?? 0, 3)
  })

  test('counts rows from the threshold on, between scores and beyond them too', () => {
    expect(countsAt(ranked, 0.35)).toEqual({ threshold: 0.35, tp: 2, fp: 1, fn: 0, tn: 1 })
    expect(countsAt(ranked, 0.5)).toEqual({ threshold: 0.5, tp: 1, fp: 0, fn: 1, tn: 2 })
    expect(countsAt(ranked, 0.9)).toEqual({ threshold: 0.9, tp: 0, fp: 0, fn: 2, tn: 2 })
    expect(countsAt(ranked, 0)).toMatchObject({ tp: 2, fp: 2 })
  })

  test('lays Youden’s threshold between the last row worth calling positive and the next', () => {
    expect(youdenThreshold(rankScores([0.2, 0.4, 0.6, 0.8], [0, 0, 1, 1]))).toBeCloseTo(0.5, 12)
    expect(youdenThreshold(rankScores([0.1, 0.2, 0.3, 0.9], [0, 1, 1, 0]))).toBeCloseTo(0.15, 12)
    expect(youdenThreshold(rankScores([0.1, 0.2], [1, 1]))).toBeNull()
  })

  test('leaves undefined what there are no rows to measure on', () => {
    const oneSided = rankScores([0.2, 0.6], [0, 0])
    expect(operatingPoint('half', oneSided, 0.5)).toMatchObject({
      sensitivity: null,
      specificity: 0.5,
      positivePredictiveValue: 0,
      negativePredictiveValue: 1,
    })
  })
})

describe('confidence intervals', () => {
  test('are those of the binomial for accuracy, and the same under the same seed', () => {
    const confusion = [
      [450, 50],
      [50, 450],
    ]
    const one = confidenceIntervals(confusion, 42)
    expect(one).toEqual(confidenceIntervals(confusion, 42))
    // 0.9 ± 1.96 · √(0.9 · 0.1 / 1000)
    expect(one?.accuracy.low).toBeCloseTo(0.8814, 2)
    expect(one?.accuracy.high).toBeCloseTo(0.9186, 2)
    expect(one?.macroF1?.low).toBeLessThan(0.9)
    expect(one?.macroF1?.high).toBeGreaterThan(0.9)
  })

  test('hold the true accuracy about as often as they say', () => {
    let held = 0
    for (let seed = 1; seed <= 200; seed++) {
      // Right answers of 60 rows at a true accuracy of 0.8, spread as the quantiles of their distribution.
      const normal =
        Math.sqrt(-2 * Math.log((seed - 0.5) / 200)) * Math.cos(2 * Math.PI * ((seed * 0.618) % 1))
      const right = Math.round(48 + normal * Math.sqrt(60 * 0.8 * 0.2))
      const interval = confidenceIntervals(
        [
          [right, 60 - right],
          [0, 0],
        ],
        seed,
      )
      if (interval && interval.accuracy.low <= 0.8 && interval.accuracy.high >= 0.8) held++
    }
    expect(held / 200).toBeGreaterThan(0.88)
    expect(held / 200).toBeLessThanOrEqual(1)
  })

  test('do not claim certainty where every row is right, nor anything without rows', () => {
    const certain = confidenceIntervals(
      [
        [20, 0],
        [0, 10],
      ],
      1,
    )
    // Clopper and Pearson: 0.025 ^ (1/30)
    expect(certain?.accuracy).toEqual({ low: 0.025 ** (1 / 30), high: 1 })
    expect(certain?.macroF1).toBeNull()
    expect(
      confidenceIntervals(
        [
          [0, 0],
          [0, 0],
        ],
        1,
      ),
    ).toBeNull()
  })
})

describe('a detailed evaluation', () => {
  test('ranks the second of two equally frequent classes, and both with their thresholds', async () => {
    const probabilities = Float32Array.from([0.1, 0.4, 0.35, 0.8].flatMap((score) => [1 - score, score]))
    const actual = Int32Array.of(0, 0, 1, 1)
    const youden = await youdenThresholds(probabilities, actual, 2, pacer)
    const { evaluation, curves } = await evaluateInDetail(
      { probabilities, actual, labels: ['healthy', 'ill'], youden, seed: 1 },
      pacer,
    )
    expect(evaluation.rocAuc).toBeCloseTo(0.75, 12)
    expect(evaluation.averagePrecision).toBeCloseTo(0.83333, 5)
    expect(curves.map(({ label }) => label)).toEqual(['healthy', 'ill'])
    expect(
      curves[1].operating.map(({ rule, sensitivity, specificity }) => [rule, sensitivity, specificity]),
    ).toEqual([
      ['half', 0.5, 1],
      ['youden', 0.5, 1],
    ])
  })

  test('takes the rarer of two classes for the one that is looked for', async () => {
    const probabilities = Float32Array.from([0.8, 0.35, 0.4, 0.1, 0.05].flatMap((ill) => [ill, 1 - ill]))
    const of = { probabilities, labels: ['diabetic', 'healthy'], youden: [], seed: 1 }
    const { evaluation } = await evaluateInDetail({ ...of, actual: Int32Array.of(0, 0, 1, 1, 1) }, pacer)
    expect(evaluation.averagePrecision).toBeCloseTo(0.83333, 5)
  })

  test('averages one-vs-rest over the classes that occur', async () => {
    const probabilities = Float32Array.of(0.1, 0.8, 0.1, 0.3, 0.4, 0.3, 0.35, 0.5, 0.15, 0, 0.2, 0.8)
    const labels = ['a', 'b', 'c']
    const of = { probabilities, labels, youden: [], seed: 1 }
    const { evaluation } = await evaluateInDetail({ ...of, actual: Int32Array.of(0, 1, 0, 2) }, pacer)
    expect(evaluation.rocAuc).toBeCloseTo((0.75 + 1 / 3 + 1) / 3, 12)
    const without = await evaluateInDetail({ ...of, actual: Int32Array.of(0, 1, 0, 0) }, pacer)
    expect(without.curves[2]).toMatchObject({ rocAuc: null, averagePrecision: null })
    expect(without.evaluation.rocAuc).toBeCloseTo(1 / 3, 12)
  })

  test('draws no curves for more than twenty classes', async () => {
    const labels = Array.from({ length: 21 }, (_, k) => `c${k}`)
    const probabilities = new Float32Array(21 * 21).fill(1 / 21)
    const actual = Int32Array.from(labels, (_, k) => k)
    const { curves, evaluation } = await evaluateInDetail(
      { probabilities, actual, labels, youden: [], seed: 1 },
      pacer,
    )
    expect(curves).toEqual([])
    expect(evaluation.rocAuc).toBe(0.5)
  })
})

test('a report stored before these figures is still a report', () => {
  const evaluation = {
    rows: 2,
    accuracy: 1,
    macroPrecision: 1,
    macroRecall: 1,
    macroF1: 1,
    microF1: 1,
    logLoss: 0.1,
    ece: 0.01,
    perClass: [],
    confusion: [],
  }
  const stored = {
    kind: 'text',
    labels: ['ham', 'spam'],
    chosen: 'sparse-linear',
    leaderboard: [],
    validation: evaluation,
    test: evaluation,
    baseline: evaluation,
    curve: [],
    worstErrors: [],
    calibration: [],
    rows: { train: 6, validation: 2, test: 2 },
    backend: null,
    seconds: 1,
    warnings: [],
  }
  expect(trainingReportSchema.parse(stored)).toEqual(stored)
})
