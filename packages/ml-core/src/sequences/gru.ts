import type { Tensor } from '@tensorflow/tfjs'
import { dropoutMask } from '../nets/dropout.ts'
import type { Tensorflow } from '../nets/tensorflow.ts'
import { forgetting, type SequenceArchitecture } from './architecture.ts'
import { padRows, type SequenceBatch } from './batches.ts'
import { gruLayer } from './gru-layer.ts'
import { GruNet } from './gru-net.ts'
import { writeGru } from './gru-onnx.ts'
import { writeGru as writeTfjsGru } from './gru-tfjs.ts'
import { padding } from './sequence-encoder.ts'

const embeddingSize = 64
const units = 64
const longest = 96
const dropout = 0.5
/** Added to the update gate at padding: far enough for it to be exactly one, so that the state stays. */
const hold = 60

/** A gated recurrent unit over embedded tokens, and a linear layer on the mean of its states. */
export const gru: SequenceArchitecture = {
  family: 'gru',
  work: 'recurrent',
  longest,

  shapes: (numbers, classes) => ({
    embedding: [numbers, embeddingSize],
    gates: [embeddingSize, 2 * units],
    'gates-bias': [2 * units],
    'gates-recurrent': [units, 2 * units],
    candidate: [embeddingSize, units],
    'candidate-bias': [units],
    'candidate-recurrent': [units, units],
    output: [units, classes],
    'output-bias': [classes],
  }),

  logits(tf, weights, sequences, rows, random) {
    const batch = padRows(sequences, rows, 0, 0, forgetting, random)
    const turned = stepByStep(batch)
    let x = tf.gather(weights['embedding'], tf.tensor1d(turned.ids, 'int32'))
    if (random !== null) x = tf.mul(x, tf.tensor(dropoutMask(x.size, dropout / 2, random), x.shape))
    const states = gruLayer(
      tf,
      batch.places,
      tf.add(tf.add(tf.matMul(x, weights['gates']), weights['gates-bias']), holding(tf, turned.ids)),
      tf.add(tf.matMul(x, weights['candidate']), weights['candidate-bias']),
      weights['gates-recurrent'],
      weights['candidate-recurrent'],
    )
    const shares = tf.tensor3d(turned.shares, [batch.places, batch.rows, 1])
    let features: Tensor = tf.sum(tf.mul(states.as3D(batch.places, batch.rows, units), shares), 0)
    if (random !== null)
      features = tf.mul(features, tf.tensor(dropoutMask(features.size, dropout, random), features.shape))
    return tf.add(tf.matMul(features, weights['output']), weights['output-bias'])
  },

  host: (weights, classes) => new GruNet(weights, classes, units),
  writeOnnx: writeGru,
  writeTfjs: (graph, ids, weights) => writeTfjsGru(graph, ids, weights, longest),
}

/** The tokens of all rows step by step, and each one's share in its row's mean. */
function stepByStep({ rows, places, ids, lengths }: SequenceBatch): {
  ids: Int32Array
  shares: Float32Array
} {
  const turned = new Int32Array(ids.length)
  const shares = new Float32Array(ids.length)
  for (let row = 0; row < rows; row++)
    for (let t = 0; t < places; t++) {
      turned[t * rows + row] = ids[row * places + t]
      if (t < lengths[row]) shares[t * rows + row] = 1 / lengths[row]
    }
  return { ids: turned, shares }
}

/** What opens the update gate at padding: tokens × 2 units. */
function holding(tf: Tensorflow, ids: Int32Array): Tensor {
  const absent = Float32Array.from(ids, (id) => (id === padding ? hold : 0))
  const gate = Float32Array.from({ length: 2 * units }, (_, unit) => (unit < units ? 1 : 0))
  return tf.mul(tf.tensor2d(absent, [ids.length, 1]), tf.tensor2d(gate, [1, 2 * units]))
}
