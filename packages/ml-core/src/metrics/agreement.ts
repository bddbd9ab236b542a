import type { ClassMetrics } from '../schema/index.ts'

export interface AgreementFigures {
  /** Mean recall of the classes that occur among the true labels. */
  balancedAccuracy: number
  /** Averaged by support; the weighted recall is the accuracy. */
  weightedPrecision: number
  weightedRecall: number
  weightedF1: number
  /** Matthews correlation coefficient, −1 … 1; for many classes Gorodkin's R_K (2004). */
  mcc: number
}

/** Figures of `confusion[actual][predicted]` that a frequent class cannot carry alone; 0 for no rows. */
export function agreement(confusion: number[][], perClass: readonly ClassMetrics[]): AgreementFigures {
  let rows = 0
  let right = 0
  let recalls = 0
  let present = 0
  let weightedF1 = 0
  let weightedPrecision = 0
  for (const [k, { precision, recall, f1, support }] of perClass.entries()) {
    rows += support
    right += confusion[k][k]
    weightedF1 += f1 * support
    weightedPrecision += precision * support
    if (support === 0) continue
    recalls += recall
    present++
  }
  return {
    balancedAccuracy: present > 0 ? recalls / present : 0,
    weightedPrecision: rows > 0 ? weightedPrecision / rows : 0,
    weightedRecall: rows > 0 ? right / rows : 0,
    weightedF1: rows > 0 ? weightedF1 / rows : 0,
    mcc: matthews(confusion, rows, right),
  }
}

/** (right × rows − Σ actual · predicted) / √((rows² − Σ predicted²)(rows² − Σ actual²)); 0 where undefined. */
function matthews(confusion: number[][], rows: number, right: number): number {
  const actual = confusion.map((row) => row.reduce((sum, count) => sum + count, 0))
  const predicted = confusion.map((_, k) => confusion.reduce((sum, row) => sum + row[k], 0))
  const product = (one: number[], other: number[]) => one.reduce((sum, count, k) => sum + count * other[k], 0)
  const spread = (rows ** 2 - product(predicted, predicted)) * (rows ** 2 - product(actual, actual))
  return spread > 0 ? (right * rows - product(actual, predicted)) / Math.sqrt(spread) : 0
}
