import { z } from 'zod'
import { jsonBytes, readJson } from '../bundle/binary.ts'
import type { BundleFiles } from '../classifiers/classifier.ts'
import { type Awaitable, type EitherModel, predictInputs } from '../classifiers/model.ts'
import { valueAt } from './isotonic.ts'

/** Beside a classifier's own files. */
const calibratorFile = 'calibration.json'
/** What no probability is taken for less than, before it is raised to a power or looked up. */
export const smallestProbability = 1e-12

const curveSchema = z
  .object({ x: z.array(z.number()).min(1), y: z.array(z.number()).min(1) })
  .refine(({ x, y }) => x.length === y.length)

const calibratorSchema = z.discriminatedUnion('method', [
  /** Probabilities to this power, made to sum to 1: softmax(β · ln p). */
  z.object({ method: z.literal('temperature'), inverseTemperature: z.number().positive() }),
  /** A rising curve per class, or of two classes for the second; then made to sum to 1. */
  z.object({ method: z.literal('isotonic'), curves: z.array(curveSchema).min(1) }),
])
/** What turns a classifier's probabilities into observed frequencies. */
export type Calibrator = z.infer<typeof calibratorSchema>

export function calibratorFiles(calibrator: Calibrator | null): BundleFiles {
  return calibrator === null ? {} : { [calibratorFile]: jsonBytes(calibrator) }
}

/** The calibrator beside a classifier's files, or null; throws `ArtifactCorrupt`. */
export function readCalibrator(files: BundleFiles): Calibrator | null {
  return Object.hasOwn(files, calibratorFile) ? readJson(files, calibratorFile, calibratorSchema) : null
}

/** Changes rows × classes probabilities in place. */
export function calibrate(calibrator: Calibrator, probabilities: Float32Array, classes: number): void {
  for (let at = 0; at < probabilities.length; at += classes) {
    if (calibrator.method === 'isotonic' && classes === 2) {
      const second = valueAt(calibrator.curves[0], probabilities[at + 1])
      probabilities[at] = 1 - second
      probabilities[at + 1] = second
      continue
    }
    let total = 0
    for (let k = 0; k < classes; k++) {
      const value = Math.max(smallestProbability, probabilities[at + k])
      const raised =
        calibrator.method === 'isotonic'
          ? valueAt(calibrator.curves[k], value)
          : value ** calibrator.inverseTemperature
      probabilities[at + k] = raised
      total += raised
    }
    for (let k = 0; k < classes; k++) probabilities[at + k] /= total
  }
}

/** Calibrated probabilities of all inputs, inputs × classes; at once where the model can. */
export function predictCalibrated<Input>(
  model: EitherModel<Input>,
  calibrator: Calibrator | null,
  inputs: readonly Input[],
  out: Float32Array,
): Awaitable<void> {
  const predicted = predictInputs(model, inputs, out)
  if (calibrator === null) return predicted
  if (predicted instanceof Promise) return predicted.then(() => calibrate(calibrator, out, model.classes))
  calibrate(calibrator, out, model.classes)
}
