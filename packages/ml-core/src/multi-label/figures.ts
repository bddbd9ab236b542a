import { expectedCalibrationError, reliabilityBins } from '../metrics/calibration.ts'
import { averagePrecision, rocAuc } from '../metrics/ranking.ts'
import type { Evaluation, LabelFigures, LabelSetFigures } from '../schema/index.ts'
import { indicatorMatrix, type LabelSets } from './label-sets.ts'

const smallest = 1e-15
const calibrationBins = 15

/**
 * Measures probabilities (rows × labels, each label by itself) against the labels that rows have. Averages run
 * over all labels, those without rows counting 0 (as scikit-learn's with `zero_division=0`).
 */
export function labelSetFigures(
  probabilities: Float32Array,
  sets: LabelSets,
  labels: readonly string[],
  thresholds: readonly number[],
): LabelSetFigures {
  const classes = labels.length
  const actual = indicatorMatrix(sets, classes)
  const rows = sets.offsets.length - 1
  const perLabel = labels.map((label, k) => oneLabel(label, k, thresholds[k], probabilities, actual, classes))
  const sum = (read: (figures: LabelFigures) => number) =>
    perLabel.reduce((total, figures) => total + read(figures), 0)
  const [tp, fp, fn] = [sum((one) => one.tp), sum((one) => one.fp), sum((one) => one.fn)]
  return {
    rows,
    subsetAccuracy: share(countExact(probabilities, actual, thresholds), rows),
    hammingLoss: share(fp + fn, rows * classes),
    rankingPrecision: rankingPrecision(probabilities, sets, classes),
    microPrecision: share(tp, tp + fp),
    microRecall: share(tp, tp + fn),
    microF1: share(2 * tp, 2 * tp + fp + fn),
    macroF1: share(
      sum((one) => one.f1),
      classes,
    ),
    weightedF1: share(
      sum((one) => one.f1 * one.support),
      sum((one) => one.support),
    ),
    logLoss: meanLogLoss(probabilities, actual),
    ece: expectedCalibrationError(reliabilityBins(probabilities, actual, calibrationBins)),
    perLabel,
  }
}

/** The same figures where one label per row is expected: accuracy is that of the whole set, and there is no confusion matrix. */
export function asEvaluation(figures: LabelSetFigures): Evaluation {
  const { perLabel, rows, subsetAccuracy, microF1, macroF1, weightedF1, logLoss, ece } = figures
  const mean = (read: (one: LabelFigures) => number) =>
    share(
      perLabel.reduce((total, one) => total + read(one), 0),
      perLabel.length,
    )
  return {
    rows,
    accuracy: subsetAccuracy,
    macroPrecision: mean((one) => one.precision),
    macroRecall: mean((one) => one.recall),
    macroF1,
    microF1,
    weightedF1,
    logLoss,
    ece,
    perClass: perLabel.map(({ label, precision, recall, f1, support }) => ({
      label,
      precision,
      recall,
      f1,
      support,
    })),
    confusion: [],
  }
}

function oneLabel(
  label: string,
  k: number,
  threshold: number,
  probabilities: Float32Array,
  actual: Uint8Array,
  classes: number,
): LabelFigures {
  const rows = actual.length / classes
  const scores = new Float32Array(rows)
  const positive = new Uint8Array(rows)
  const counts = [0, 0, 0, 0]
  for (let row = 0; row < rows; row++) {
    scores[row] = probabilities[row * classes + k]
    positive[row] = actual[row * classes + k]
    counts[2 * positive[row] + (scores[row] >= threshold ? 1 : 0)]++
  }
  const [tn, fp, fn, tp] = counts
  return {
    label,
    threshold,
    precision: share(tp, tp + fp),
    recall: share(tp, tp + fn),
    f1: share(2 * tp, 2 * tp + fp + fn),
    support: tp + fn,
    averagePrecision: averagePrecision(scores, positive),
    rocAuc: rocAuc(scores, positive),
    tp,
    fp,
    fn,
    tn,
  }
}

function countExact(probabilities: Float32Array, actual: Uint8Array, thresholds: readonly number[]): number {
  const classes = thresholds.length
  let exact = 0
  for (let at = 0; at < actual.length; at += classes) {
    let k = 0
    while (k < classes && probabilities[at + k] >= thresholds[k] === (actual[at + k] === 1)) k++
    if (k === classes) exact++
  }
  return exact
}

/**
 * Mean over the rows of the mean over their labels of (own labels ranked as high) / (labels ranked as high),
 * ties ranking last; 1 for rows with no label or all of them (Schapire & Singer 2000, as scikit-learn's
 * `label_ranking_average_precision_score`).
 */
export function rankingPrecision(probabilities: Float32Array, sets: LabelSets, classes: number): number {
  const rows = sets.offsets.length - 1
  let total = 0
  for (let row = 0; row < rows; row++) {
    const own = sets.labels.subarray(sets.offsets[row], sets.offsets[row + 1])
    if (own.length === 0 || own.length === classes) {
      total++
      continue
    }
    const scores = probabilities.subarray(row * classes, (row + 1) * classes)
    let sum = 0
    for (const label of own) {
      const rank = scores.filter((score) => score >= scores[label]).length
      sum += own.filter((other) => scores[other] >= scores[label]).length / rank
    }
    total += sum / own.length
  }
  return share(total, rows)
}

function meanLogLoss(probabilities: Float32Array, actual: Uint8Array): number {
  let loss = 0
  for (let at = 0; at < actual.length; at++)
    loss -= Math.log(Math.max(actual[at] === 1 ? probabilities[at] : 1 - probabilities[at], smallest))
  return share(loss, actual.length)
}

function share(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0
}
