import { cellAt, type Examples } from '../examples.ts'
import type { Evaluation, WorstError } from '../schema/index.ts'
import { agreement } from './agreement.ts'
import { expectedCalibrationError, type ReliabilityBin, reliabilityBins } from './calibration.ts'
import { confusionMatrix, perClassMetrics, summarise } from './confusion.ts'
import { brierLoss, logLoss, mostProbable } from './probability.ts'

const calibrationBins = 15
const excerptLength = 400

/** Everything a report says of one classifier on one split; `probabilities` is rows × classes. */
export function evaluate(
  probabilities: Float32Array,
  actual: Int32Array,
  labels: readonly string[],
): Evaluation {
  const classes = labels.length
  const confusion = confusionMatrix(actual, mostProbable(probabilities, classes), classes)
  const perClass = perClassMetrics(confusion, labels)
  return {
    rows: actual.length,
    ...summarise(confusion, perClass),
    ...agreement(confusion, perClass),
    logLoss: logLoss(probabilities, actual, classes),
    brier: brierLoss(probabilities, actual, classes),
    ece: expectedCalibrationError(reliability(probabilities, actual, classes)),
    perClass,
    confusion,
  }
}

/** Reliability of the top probability. */
export function reliability(
  probabilities: Float32Array,
  actual: Int32Array,
  classes: number,
): ReliabilityBin[] {
  const predicted = mostProbable(probabilities, classes)
  const confidence = Float64Array.from(predicted, (k, row) => probabilities[row * classes + k])
  const right = Float64Array.from(predicted, (k, row) => (k === actual[row] ? 1 : 0))
  return reliabilityBins(confidence, right, calibrationBins)
}

/** The errors made with the most confidence, most confident first. */
export function worstErrors(
  probabilities: Float32Array,
  examples: Examples,
  rowNumbers: Int32Array,
  labels: readonly string[],
  most = 20,
): WorstError[] {
  const classes = labels.length
  const predicted = mostProbable(probabilities, classes)
  const wrong: { at: number; confidence: number }[] = []
  predicted.forEach((k, at) => {
    if (k !== examples.labels[at]) wrong.push({ at, confidence: probabilities[at * classes + k] })
  })
  wrong.sort((a, b) => b.confidence - a.confidence || a.at - b.at)
  return wrong.slice(0, most).map(({ at, confidence }) => ({
    row: rowNumbers[at],
    actual: labels[examples.labels[at]],
    predicted: labels[predicted[at]],
    confidence,
    excerpt: excerpt(examples, at),
  }))
}

function excerpt(examples: Examples, row: number): string {
  if (examples.kind === 'image' || examples.kind === 'audio') return ''
  const whole =
    examples.kind === 'text'
      ? examples.texts[row]
      : examples.columns
          .map((column) => `${column.name}: ${cellText(cellAt(column, row), column.type)}`)
          .join(', ')
  return Array.from(whole.slice(0, excerptLength * 2))
    .slice(0, excerptLength)
    .join('')
}

function cellText(value: string | number | boolean | null, type: string): string {
  if (value === null) return '–'
  if (type === 'date' && typeof value === 'number') return new Date(value).toISOString()
  return String(value)
}
