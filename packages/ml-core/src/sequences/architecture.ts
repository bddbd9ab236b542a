import type { Tensor } from '@tensorflow/tfjs'
import type { LogOdds } from '../explain/log-odds.ts'
import type { Tensorflow } from '../nets/tensorflow.ts'
import type { WeightShapes, Weights } from '../nets/weights.ts'
import type { OnnxGraph } from '../onnx/onnx-graph.ts'
import type { Random } from '../random.ts'
import type { NetWork } from '../schema/index.ts'
import type { TfjsGraph } from '../tfjs/tfjs-graph.ts'
import type { Sequences } from './sequence-encoder.ts'

/** A trained net over token numbers, on typed arrays. */
export interface SequenceNet {
  readonly bytes: number
  /** Scores per class of the first `length` of `ids`, where padding counts as nothing; reused by the next call. */
  forward(ids: Int32Array, length: number): Float32Array
  /** Integrated gradients of the odds by each token's embedding, from zeros on; a value per place. */
  attribute(ids: Int32Array, odds: LogOdds): Float64Array
}

/** A kind of net over token numbers: how tensorflow.js computes it, and how it is hosted. */
export interface SequenceArchitecture {
  readonly family: 'text-cnn' | 'gru'
  readonly work: NetWork
  /** Tokens read of a text. */
  readonly longest: number
  /** `numbers` token numbers are told apart. The weight `embedding` has a row for each. */
  shapes(numbers: number, classes: number): WeightShapes
  /** Scores, rows × classes; with `random` for training, which forgets tokens and drops features. */
  logits(
    tf: Tensorflow,
    weights: Record<string, Tensor>,
    sequences: Sequences,
    rows: Int32Array,
    random: Random | null,
  ): Tensor
  /** The same on typed arrays. */
  host(weights: Weights, classes: number): SequenceNet
  /** The same as ONNX: scores, rows × classes, of token numbers, rows × places of 32-bit integers. */
  writeOnnx(graph: OnnxGraph, ids: string, weights: Weights): string
  /** The same as a graph of tensorflow.js over rows of the longest length. */
  writeTfjs(graph: TfjsGraph, ids: string, weights: Weights): string
}

/** Probability with which training takes a token for an unknown one. */
export const forgetting = 0.05

/** Adds features · kernel to scores that hold the biases. */
export function addProduct(features: Float32Array, kernel: Float32Array, scores: Float32Array): void {
  const classes = scores.length
  for (let i = 0; i < features.length; i++) {
    const value = features[i]
    if (value === 0) continue
    for (let k = 0; k < classes; k++) scores[k] += value * kernel[i * classes + k]
  }
}
