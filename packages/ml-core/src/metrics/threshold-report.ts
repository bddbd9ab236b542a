import type { Pacer } from '../pacing.ts'
import type { Evaluation, OperatingPoint, ThresholdCounts, ThresholdCurve } from '../schema/index.ts'
import { confidenceIntervals } from './bootstrap.ts'
import { evaluate } from './evaluation.ts'
import { rankedAveragePrecision, rankedRocAuc } from './ranking.ts'
import {
  operatingPoint,
  type RankedScores,
  rankScores,
  thresholdCurve,
  youdenThreshold,
} from './threshold-curve.ts'

/** Classes up to which a report carries a curve for each. */
const mostCurves = 20
const pointsOfTwo = 200
const pointsOfMany = 60

export interface DetailedInput {
  /** Rows × classes. */
  probabilities: Float32Array
  actual: Int32Array
  labels: readonly string[]
  /** Per class, as `youdenThresholds` gave them on another split; empty for none. */
  youden: readonly (number | null)[]
  /** Per class, as `unseenCurves` gave them on another split; left out for none. */
  unseen?: readonly ThresholdCounts[][]
  seed: number
}

/**
 * `evaluate`, and what takes longer: ranking figures, confidence intervals, and a threshold curve per class.
 * A class that is absent from the split has no ranking figures and is left out of their averages.
 */
export async function evaluateInDetail(
  { probabilities, actual, labels, youden, unseen, seed }: DetailedInput,
  pacer: Pacer,
): Promise<{ evaluation: Evaluation; curves: ThresholdCurve[] }> {
  const classes = labels.length
  const curves: ThresholdCurve[] = []
  const areas: (number | null)[] = []
  const precisions: (number | null)[] = []
  for (const [k, label] of labels.entries()) {
    const ranked = rankClass(probabilities, actual, classes, k)
    const rocAuc = rankedRocAuc(ranked)
    const averagePrecision = rankedAveragePrecision(ranked)
    areas.push(rocAuc)
    precisions.push(averagePrecision)
    if (classes <= mostCurves) {
      const points = thresholdCurve(ranked, classes === 2 ? pointsOfTwo : pointsOfMany)
      const operating = operatingPoints(ranked, youden[k])
      const chosenOn = unseen?.[k]
      curves.push({
        label,
        rocAuc,
        averagePrecision,
        points,
        operating,
        ...(chosenOn && { unseen: chosenOn }),
      })
    }
    if (pacer.due) await pacer.breathe()
  }
  const evaluation: Evaluation = evaluate(probabilities, actual, labels)
  const positive = rarerOfTwo(evaluation.perClass)
  evaluation.rocAuc = positive === null ? meanOfKnown(areas) : areas[positive]
  evaluation.averagePrecision = positive === null ? meanOfKnown(precisions) : precisions[positive]
  evaluation.intervals = confidenceIntervals(evaluation.confusion, seed)
  await pacer.breathe()
  return { evaluation, curves }
}

/** The best threshold of every class against the rest; empty for more classes than a report draws. */
export async function youdenThresholds(
  probabilities: Float32Array,
  actual: Int32Array,
  classes: number,
  pacer: Pacer,
): Promise<(number | null)[]> {
  const thresholds: (number | null)[] = []
  for (let k = 0; k < classes && classes <= mostCurves; k++) {
    thresholds.push(youdenThreshold(rankClass(probabilities, actual, classes, k)))
    if (pacer.due) await pacer.breathe()
  }
  return thresholds
}

/** What each threshold does to rows that thresholds are chosen on; empty for more classes than a report draws. */
export async function unseenCurves(
  probabilities: Float32Array,
  actual: Int32Array,
  classes: number,
  pacer: Pacer,
): Promise<ThresholdCounts[][]> {
  const curves: ThresholdCounts[][] = []
  for (let k = 0; k < classes && classes <= mostCurves; k++) {
    const ranked = rankClass(probabilities, actual, classes, k)
    curves.push(thresholdCurve(ranked, classes === 2 ? pointsOfTwo : pointsOfMany))
    if (pacer.due) await pacer.breathe()
  }
  return curves
}

/** What is looked for is mostly the rarer one (spam, illness); of equals the second. Null for more classes. */
function rarerOfTwo(perClass: Evaluation['perClass']): number | null {
  if (perClass.length !== 2) return null
  return perClass[0].support < perClass[1].support ? 0 : 1
}

function operatingPoints(ranked: RankedScores, youden: number | null | undefined): OperatingPoint[] {
  const half = operatingPoint('half', ranked, 0.5)
  return typeof youden === 'number' ? [half, operatingPoint('youden', ranked, youden)] : [half]
}

function rankClass(
  probabilities: Float32Array,
  actual: Int32Array,
  classes: number,
  k: number,
): RankedScores {
  const scores = new Float64Array(actual.length)
  const positive = new Uint8Array(actual.length)
  for (let row = 0; row < actual.length; row++) {
    scores[row] = probabilities[row * classes + k]
    positive[row] = actual[row] === k ? 1 : 0
  }
  return rankScores(scores, positive)
}

function meanOfKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : null
}
