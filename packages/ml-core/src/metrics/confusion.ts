import type { ClassMetrics } from '../schema/index.ts'

/** `confusion[actual][predicted]` counts. */
export function confusionMatrix(actual: Int32Array, predicted: Int32Array, classes: number): number[][] {
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0))
  for (let row = 0; row < actual.length; row++) confusion[actual[row]][predicted[row]]++
  return confusion
}

/** Precision, recall and F1 per class; 0 where nothing was predicted or there is nothing to find. */
export function perClassMetrics(confusion: number[][], labels: readonly string[]): ClassMetrics[] {
  return labels.map((label, k) => {
    const found = confusion[k][k]
    const support = sum(confusion[k])
    const predicted = sum(confusion.map((row) => row[k]))
    const precision = predicted > 0 ? found / predicted : 0
    const recall = support > 0 ? found / support : 0
    const f1 = predicted + support > 0 ? (2 * found) / (predicted + support) : 0
    return { label, precision, recall, f1, support }
  })
}

export interface ConfusionSummary {
  accuracy: number
  macroPrecision: number
  macroRecall: number
  macroF1: number
  microF1: number
}

/** Macro averages run over the classes that occur, as actual or predicted (as scikit-learn's do). */
export function summarise(confusion: number[][], perClass: ClassMetrics[]): ConfusionSummary {
  const total = sum(confusion.map(sum))
  const right = sum(confusion.map((row, k) => row[k]))
  const occurring = perClass.filter((_, k) => sum(confusion[k]) + sum(confusion.map((row) => row[k])) > 0)
  const mean = (values: number[]): number => (values.length > 0 ? sum(values) / values.length : 0)
  const accuracy = total > 0 ? right / total : 0
  return {
    accuracy,
    macroPrecision: mean(occurring.map((metrics) => metrics.precision)),
    macroRecall: mean(occurring.map((metrics) => metrics.recall)),
    macroF1: mean(occurring.map((metrics) => metrics.f1)),
    // One label per row: every error is one false positive and one false negative.
    microF1: accuracy,
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
