import { z } from 'zod'
import { arrayBytes, jsonBytes, readFloats, readJson } from '../bundle/binary.ts'
import { softmaxInto } from '../calibration/temperature.ts'
import type { BundleFiles } from '../classifiers/classifier.ts'
import { twoSided, withTemperature } from '../export/portable-model.ts'
import type { DenseLayer } from '../nets/dense-net.ts'
import { denseScore } from './dense-hinge.ts'

const headerSchema = z.object({
  columns: z.int().min(1).max(1_000_000),
  classes: z.int().min(2).max(100_000),
  inverseTemperature: z.number().positive(),
})

/** Linear scores of dense features and the probabilities that they stand for. */
export class DenseHead {
  readonly columns: number
  readonly classes: number
  readonly outputs: number
  /** Mean of the training rows, taken away from what is scored. */
  private readonly mean: Float32Array
  /** Outputs × (columns + 1), each output's bias last; two classes share one output. */
  private readonly weights: Float32Array
  readonly inverseTemperature: number
  private readonly scores: Float32Array

  constructor(mean: Float32Array, weights: Float32Array, classes: number, inverseTemperature: number) {
    this.columns = mean.length
    this.classes = classes
    this.outputs = classes === 2 ? 1 : classes
    this.mean = mean
    this.weights = weights
    this.inverseTemperature = inverseTemperature
    this.scores = new Float32Array(this.outputs)
  }

  static load(files: BundleFiles): DenseHead {
    const { columns, classes, inverseTemperature } = readJson(files, 'head.json', headerSchema)
    const mean = readFloats(files, 'mean.f32', columns)
    const weights = readFloats(files, 'weights.f32', (columns + 1) * (classes === 2 ? 1 : classes))
    return new DenseHead(mean, weights, classes, inverseTemperature)
  }

  get bytes(): number {
    return this.mean.byteLength + this.weights.byteLength
  }

  /** Takes the mean away from `features` in place; the scores are reused by the next call. */
  score(features: Float32Array): Float32Array {
    const { columns, mean, weights, scores } = this
    for (let j = 0; j < columns; j++) features[j] -= mean[j]
    for (let k = 0; k < this.outputs; k++)
      scores[k] = denseScore(features, 0, weights, k * (columns + 1), columns)
    return scores
  }

  /** As `score`, then one probability per class to `out[at …]`. */
  predictInto(features: Float32Array, out: Float32Array, at: number): void {
    softmaxInto(this.score(features), this.outputs, this.inverseTemperature, out, at)
  }

  /** As `score`: what speaks for one class, in units of its calibrated logit. */
  logit(features: Float32Array, label: number): number {
    const scores = this.score(features)
    const own = this.outputs === 1 ? (label === 1 ? scores[0] : -scores[0]) : scores[label]
    return own * this.inverseTemperature
  }

  /** The same as one layer over plain features: scores of each class, the temperature included. */
  layers(): DenseLayer[] {
    const { columns, outputs, mean, weights, inverseTemperature } = this
    const kernel = new Float32Array(columns * outputs)
    const bias = new Float32Array(outputs)
    for (let k = 0; k < outputs; k++) {
      const from = k * (columns + 1)
      let score = weights[from + columns]
      for (let j = 0; j < columns; j++) {
        kernel[j * outputs + k] = weights[from + j]
        score -= mean[j] * weights[from + j]
      }
      bias[k] = score
    }
    return withTemperature([twoSided({ inputs: columns, outputs, kernel, bias })], inverseTemperature)
  }

  /** What one unit of each feature adds to the calibrated logit of one class, and where each counts as nought. */
  slopes(label: number): { slopes: Float32Array; origin: Float32Array } {
    const { columns, weights, inverseTemperature } = this
    const output = this.outputs === 1 ? 0 : label
    const sign = this.outputs === 1 && label === 0 ? -inverseTemperature : inverseTemperature
    const from = output * (columns + 1)
    return {
      slopes: weights.slice(from, from + columns).map((weight) => weight * sign),
      origin: this.mean,
    }
  }

  save(): BundleFiles {
    const { columns, classes, inverseTemperature } = this
    return {
      'head.json': jsonBytes({ columns, classes, inverseTemperature }),
      'mean.f32': arrayBytes(this.mean),
      'weights.f32': arrayBytes(this.weights),
    }
  }
}
