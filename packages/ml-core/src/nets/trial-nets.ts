import type { Scalar, Tensor } from '@tensorflow/tfjs'
import { Random } from '../random.ts'
import { gruLayer } from '../sequences/gru-layer.ts'
import type { Tensorflow } from './tensorflow.ts'
import { initialWeights, type WeightShapes, type Weights } from './weights.ts'

/** A net with made-up examples, the same wherever it is made: to compare what computes it. */
export interface TrialNet {
  rows: number
  shapes: WeightShapes
  weights: Weights
  /** Mean softmax cross-entropy over the rows. */
  loss(tf: Tensorflow, weights: Record<string, Tensor>): Scalar
}

const seed = 7

/** Layers of the given sizes, relu between them. */
export function denseTrial(rows: number, sizes: readonly number[]): TrialNet {
  const shapes: Record<string, number[]> = {}
  for (let l = 0; l + 1 < sizes.length; l++) {
    shapes[`kernel-${l}`] = [sizes[l], sizes[l + 1]]
    shapes[`bias-${l}`] = [sizes[l + 1]]
  }
  const inputs = madeUp(rows * sizes[0])
  return trial(rows, shapes, (tf, weights) => {
    let hidden: Tensor = tf.tensor2d(inputs, [rows, sizes[0]])
    for (let l = 0; l + 1 < sizes.length; l++) {
      if (l > 0) hidden = tf.relu(hidden)
      hidden = tf.add(tf.matMul(hidden, weights[`kernel-${l}`]), weights[`bias-${l}`])
    }
    return hidden
  })
}

export interface ImageTrial {
  rows: number
  side: number
  channels: number
  filters: number
  classes: number
}

/** Two convolutions of 3 × 3, each with max pooling, and a linear layer. */
export function imageTrial({ rows, side, channels, filters, classes }: ImageTrial): TrialNet {
  const left = Math.floor(Math.floor(side / 2) / 2)
  const shapes = {
    'filter-0': [3, 3, channels, filters],
    'filter-1': [3, 3, filters, 2 * filters],
    output: [left * left * 2 * filters, classes],
    bias: [classes],
  }
  const pixels = madeUp(rows * side * side * channels)
  return trial(rows, shapes, (tf, weights) => {
    let x = tf.tensor4d(pixels, [rows, side, side, channels])
    for (const name of ['filter-0', 'filter-1'] as const) {
      const [height, width, inputs, outputs] = shapes[name]
      const maps = tf.conv2d(x, weights[name].as4D(height, width, inputs, outputs), 1, 'same')
      // Pooled before the relu: windows whose maximum is negative are where backends have erred.
      x = tf.relu(tf.maxPool(maps, 2, 2, 'valid'))
    }
    return tf.add(tf.matMul(x.as2D(rows, shapes.output[0]), weights['output']), weights['bias'])
  })
}

export interface SequenceTrial {
  rows: number
  vocabulary: number
  tokens: number
  size: number
  classes: number
}

/** Embedded tokens, one convolution of width 3 along them, the largest of each filter, and a linear layer. */
export function phraseTrial({ rows, vocabulary, tokens, size, classes }: SequenceTrial): TrialNet {
  const shapes = {
    embedding: [vocabulary, size],
    filter: [1, 3, size, size],
    output: [size, classes],
    bias: [classes],
  }
  const ids = madeUpIds(rows * tokens, vocabulary)
  return trial(rows, shapes, (tf, weights) => {
    const embedded = tf.gather(weights['embedding'], tf.tensor1d(ids, 'int32'))
    const x = embedded.as4D(rows, 1, tokens, size)
    const maps = tf.conv2d(x, weights['filter'].as4D(1, 3, size, size), 1, 'valid')
    const largest = tf.maxPool(maps, [1, tokens - 2], 1, 'valid').as2D(rows, size)
    return tf.add(tf.matMul(tf.relu(largest), weights['output']), weights['bias'])
  })
}

/** Embedded tokens through a gated recurrent unit, and a linear layer on its last state. */
export function recurrentTrial({ rows, vocabulary, tokens, size, classes }: SequenceTrial): TrialNet {
  const shapes = {
    embedding: [vocabulary, size],
    gates: [size, 2 * size],
    'gates-recurrent': [size, 2 * size],
    candidate: [size, size],
    'candidate-recurrent': [size, size],
    output: [size, classes],
    bias: [classes],
  }
  const ids = madeUpIds(tokens * rows, vocabulary)
  return trial(rows, shapes, (tf, weights) => {
    const x = tf.gather(weights['embedding'], tf.tensor1d(ids, 'int32'))
    const states = gruLayer(
      tf,
      tokens,
      tf.matMul(x, weights['gates']),
      tf.matMul(x, weights['candidate']),
      weights['gates-recurrent'],
      weights['candidate-recurrent'],
    )
    const last = tf.slice(states, [(tokens - 1) * rows, 0], [rows, size])
    return tf.add(tf.matMul(last, weights['output']), weights['bias'])
  })
}

function trial(
  rows: number,
  shapes: WeightShapes,
  logits: (tf: Tensorflow, weights: Record<string, Tensor>) => Tensor,
): TrialNet {
  return {
    rows,
    shapes,
    weights: initialWeights(shapes, new Random(seed)),
    loss(tf, weights) {
      const scores = logits(tf, weights)
      const classes = scores.shape[1] ?? 1
      const wanted = new Float32Array(rows * classes)
      for (let row = 0; row < rows; row++) wanted[row * classes + (row % classes)] = 1
      const own = tf.mul(tf.logSoftmax(scores), tf.tensor2d(wanted, [rows, classes]))
      return tf.div(tf.sum(own), -rows).asScalar()
    },
  }
}

function madeUp(length: number): Float32Array {
  const random = new Random(seed + length)
  return Float32Array.from({ length }, () => random.next() * 2 - 1)
}

function madeUpIds(length: number, vocabulary: number): Int32Array {
  const random = new Random(seed + length)
  return Int32Array.from({ length }, () => random.below(vocabulary))
}
