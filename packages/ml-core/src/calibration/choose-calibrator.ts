import { logLoss } from '../metrics/probability.ts'
import { Random, range } from '../random.ts'
import { type Calibrator, calibrate } from './calibrator.ts'
import { fitIsotonic } from './isotonic.ts'
import { fitInverseTemperature } from './temperature.ts'

const folds = 5
/** Rows below which nothing is fitted at all, and below which one number is all that is fitted. */
const fewestRows = 40
const fewestForIsotonic = 300
/** Rows of the rarest class that a curve of its own is worth drawing for. */
const fewestOfClass = 30
/** Standard errors by which the losses have to fall before curves replace one number. */
const convincing = 1

const methods = ['none', 'temperature', 'isotonic'] as const
type Method = (typeof methods)[number]

export interface CalibratorChoice {
  /** Null where the probabilities are best left alone. */
  calibrator: Calibrator | null
  /** Cross-fitted log loss of each method that was tried. */
  logLoss: Partial<Record<Method, number>>
}

/**
 * Chooses between leaving probabilities alone, one temperature (Guo et al. 2017) and isotonic curves, one class
 * against the rest (Zadrozny & Elkan 2002), by the log loss on rows that each was not fitted on. The
 * probabilities (rows × classes) must be of rows that the classifier has not learned from. Without `curves` no
 * answer changes, only its score.
 */
export function chooseCalibrator(
  probabilities: Float32Array,
  labels: Int32Array,
  { classes, seed, curves }: { classes: number; seed: number; curves: boolean },
): CalibratorChoice {
  if (labels.length < fewestRows) return { calibrator: null, logLoss: {} }
  const tried = methods.filter(
    (method) => method !== 'isotonic' || (curves && affordsCurves(labels, classes)),
  )
  const losses = crossFit(tried, probabilities, labels, classes, seed)
  const means = tried.map((method) => mean(losses[method]))
  let best: Method = means[1] < means[0] ? 'temperature' : 'none'
  if (tried.includes('isotonic') && isLower(losses.isotonic, losses[best])) best = 'isotonic'
  return {
    calibrator: best === 'none' ? null : fitCalibrator(best, probabilities, labels, classes),
    logLoss: Object.fromEntries(tried.map((method, at) => [method, means[at]])),
  }
}

function affordsCurves(labels: Int32Array, classes: number): boolean {
  const counts = new Int32Array(classes)
  for (const label of labels) counts[label]++
  return labels.length >= fewestForIsotonic && counts.every((count) => count >= fewestOfClass)
}

/** Log loss of every row, calibrated by what was fitted on the other folds. */
function crossFit(
  tried: readonly Method[],
  probabilities: Float32Array,
  labels: Int32Array,
  classes: number,
  seed: number,
): Record<Method, Float64Array> {
  const order = range(labels.length)
  new Random(seed).shuffle(order)
  const losses = {
    none: new Float64Array(labels.length),
    temperature: new Float64Array(labels.length),
    isotonic: new Float64Array(labels.length),
  }
  for (let fold = 0; fold < folds; fold++) {
    const inside = select(
      probabilities,
      labels,
      classes,
      order.filter((_, at) => at % folds !== fold),
    )
    const outside = order.filter((_, at) => at % folds === fold)
    for (const method of tried) {
      const held = select(probabilities, labels, classes, outside)
      if (method !== 'none')
        calibrate(
          fitCalibrator(method, inside.probabilities, inside.labels, classes),
          held.probabilities,
          classes,
        )
      outside.forEach((row, at) => {
        const own = held.probabilities.subarray(at * classes, (at + 1) * classes)
        losses[method][row] = logLoss(own, held.labels.subarray(at, at + 1), classes)
      })
    }
  }
  return losses
}

function fitCalibrator(
  method: Exclude<Method, 'none'>,
  probabilities: Float32Array,
  labels: Int32Array,
  classes: number,
): Calibrator {
  if (method === 'temperature') {
    const logs = probabilities.map((probability) => Math.log(Math.max(1e-12, probability)))
    return { method, inverseTemperature: fitInverseTemperature(logs, labels, classes) }
  }
  const drawn = classes === 2 ? [1] : Array.from(range(classes))
  return {
    method,
    curves: drawn.map((k) =>
      fitIsotonic(
        Float64Array.from(labels, (_, row) => probabilities[row * classes + k]),
        Uint8Array.from(labels, (label) => (label === k ? 1 : 0)),
      ),
    ),
  }
}

function select(probabilities: Float32Array, labels: Int32Array, classes: number, rows: Int32Array) {
  const own = new Float32Array(rows.length * classes)
  rows.forEach((row, at) => {
    own.set(probabilities.subarray(row * classes, (row + 1) * classes), at * classes)
  })
  return { probabilities: own, labels: rows.map((row) => labels[row]) }
}

/** Whether the mean of the differences lies beyond what chance does to it. */
function isLower(losses: Float64Array, than: Float64Array): boolean {
  const gains = than.map((loss, row) => loss - losses[row])
  const gain = mean(gains)
  const variance = mean(gains.map((one) => (one - gain) ** 2))
  return gain > convincing * Math.sqrt(variance / gains.length)
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
