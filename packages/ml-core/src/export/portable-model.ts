import type { Link } from '../calibration/link.ts'
import type { BundleFiles } from '../classifiers/classifier.ts'
import type { CnnPlan } from '../images/cnn/plan.ts'
import type { ImageShape } from '../images/image-features.ts'
import type { DenseLayer } from '../nets/dense-net.ts'
import type { Weights } from '../nets/weights.ts'
import type { SequenceArchitecture } from '../sequences/architecture.ts'
import type { FeatureSpec } from '../trees/feature-spec.ts'
import type { Forest } from '../trees/forest.ts'

/** Values in row-major order, with the shape that they are to be read in. */
export interface ShapedValues {
  values: Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array
  shape: readonly number[]
}

/**
 * What a model computes once its input has become numbers. The scores become probabilities as the model's link
 * says; the temperature is folded into the weights.
 */
export type PortableNet =
  /** Fully connected layers with relu between them, over `features`: rows × inputs. */
  | { kind: 'dense'; layers: readonly DenseLayer[] }
  /** The same over inputs that are nearly all nought: their `indices` and `values`, rows × entries. */
  | { kind: 'sparse'; layers: readonly DenseLayer[] }
  /** A net over token numbers, `ids`: rows × places, padded with noughts. */
  | { kind: 'sequence'; architecture: SequenceArchitecture; weights: Weights; classes: number }
  /** A convolutional net over `inputs`: rows × height × width × channels. */
  | { kind: 'convolution'; plan: CnnPlan; shape: ImageShape; weights: Weights; classes: number }
  /** Trees over `features`: rows × features; one output is the log-odds of class 1. */
  | { kind: 'trees'; forest: Forest; features: readonly FeatureSpec[]; base: Float32Array; scale: number }
  /** The same answer to everything. `rows` only says how many answers are wanted. */
  | { kind: 'constant'; shares: readonly number[] }

/** A fitted model as others can run it: a net, and how an input becomes what the net reads. */
export interface PortableModel<Input> {
  net: PortableNet
  /** How scores become probabilities; the constant net has none. */
  link: Link
  /** How an input becomes numbers, as JSON; larger parts lie in `files`. */
  featurizer: { kind: string; [property: string]: unknown }
  files: BundleFiles
  /** The net's inputs for one input, by name: the first axis has length 1. */
  encode(input: Input): Record<string, ShapedValues>
}

/** The last layer multiplied by the inverse temperature. */
export function withTemperature(layers: readonly DenseLayer[], beta: number): DenseLayer[] {
  return layers.map((layer, l) =>
    l < layers.length - 1
      ? layer
      : { ...layer, kernel: layer.kernel.map((w) => w * beta), bias: layer.bias.map((b) => b * beta) },
  )
}

/** A linear layer whose one output stands for the scores −s and s as a layer of two. */
export function twoSided({ inputs, outputs, kernel, bias }: DenseLayer): DenseLayer {
  if (outputs > 1) return { inputs, outputs, kernel, bias }
  const both = (values: Float32Array) =>
    Float32Array.from({ length: values.length * 2 }, (_, at) => values[at >> 1] * (at % 2 === 0 ? -1 : 1))
  return { inputs, outputs: 2, kernel: both(kernel), bias: both(bias) }
}

/** A linear model of (inputs + 1) × outputs weights, the last row the biases, as one layer. */
export function linearLayer(weights: Float32Array, outputs: number, beta: number, link: Link): DenseLayer[] {
  const inputs = weights.length / outputs - 1
  const kernel = weights.subarray(0, inputs * outputs)
  const layer = { inputs, outputs, kernel, bias: weights.subarray(inputs * outputs) }
  return withTemperature([link === 'softmax' ? twoSided(layer) : layer], beta)
}

/** One row of numbers. */
export function featureRow(values: Float32Array | Float64Array): Record<string, ShapedValues> {
  return { features: { values: values.slice(), shape: [1, values.length] } }
}

/** One row of entries that are not nought; a row of none has one entry that adds nothing. */
export function sparseRow(
  indices: Int32Array,
  values: Float32Array,
  length: number,
): Record<string, ShapedValues> {
  const shape = [1, Math.max(1, length)]
  const places = new Int32Array(shape[1])
  const entries = new Float32Array(shape[1])
  places.set(indices.subarray(0, length))
  entries.set(values.subarray(0, length))
  return { indices: { values: places, shape }, values: { values: entries, shape } }
}
