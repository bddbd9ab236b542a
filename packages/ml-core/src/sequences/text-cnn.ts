import type { Tensor } from '@tensorflow/tfjs'
import { dropoutMask } from '../nets/dropout.ts'
import type { Tensorflow } from '../nets/tensorflow.ts'
import type { Random } from '../random.ts'
import { forgetting, type SequenceArchitecture } from './architecture.ts'
import { padRows } from './batches.ts'
import { padding, type Sequences } from './sequence-encoder.ts'
import { filterWidths, lead, TextCnnNet, trail } from './text-cnn-net.ts'
import { writeTextCnn } from './text-cnn-onnx.ts'
import { writeTextCnn as writeTfjsTextCnn } from './text-cnn-tfjs.ts'

const embeddingSize = 64
const filters = 64
const dropout = 0.5

/**
 * Convolutions of three widths over embedded tokens, the largest value of each filter, and a linear layer on
 * those (Kim 2014, “Convolutional Neural Networks for Sentence Classification”).
 */
export const textCnn: SequenceArchitecture = {
  family: 'text-cnn',
  work: 'convolution',
  longest: 128,

  shapes(numbers, classes) {
    const shapes: Record<string, number[]> = { embedding: [numbers, embeddingSize] }
    for (const width of filterWidths) {
      shapes[`filter-${width}`] = [1, width, embeddingSize, filters]
      shapes[`filter-${width}-bias`] = [filters]
    }
    shapes['output'] = [filterWidths.length * filters, classes]
    shapes['output-bias'] = [classes]
    return shapes
  },

  logits(tf, weights, sequences, rows, random) {
    const pooled = pooledFeatures(tf, weights, sequences, rows, random)
    const features = tf.relu(pooled)
    if (random === null) return tf.add(tf.matMul(features, weights['output']), weights['output-bias'])
    const mask = dropoutMask(features.size, dropout, random)
    const kept = tf.mul(features, tf.tensor(mask, features.shape))
    return tf.add(tf.matMul(kept, weights['output']), weights['output-bias'])
  },

  host: (weights, classes) => new TextCnnNet(weights, classes, filters),
  writeOnnx: writeTextCnn,
  writeTfjs: writeTfjsTextCnn,
}

function pooledFeatures(
  tf: Tensorflow,
  weights: Record<string, Tensor>,
  sequences: Sequences,
  rows: Int32Array,
  random: Random | null,
): Tensor {
  const batch = padRows(sequences, rows, lead, trail, forgetting, random)
  const { ids, places } = batch
  const present = Float32Array.from(ids, (id) => (id === padding ? 0 : 1))
  const embedded = tf.mul(
    tf.gather(weights['embedding'], tf.tensor1d(ids, 'int32')),
    tf.tensor2d(present, [ids.length, 1]),
  )
  const x = embedded.as4D(batch.rows, 1, places, embeddingSize)
  const pooled = filterWidths.map((width) => {
    const filter = weights[`filter-${width}`].as4D(1, width, embeddingSize, filters)
    const maps = tf.conv2d(x, filter, 1, 'valid')
    const largest = tf.maxPool(maps, [1, places - width + 1], 1, 'valid').as2D(batch.rows, filters)
    return tf.add(largest, weights[`filter-${width}-bias`])
  })
  return tf.concat(pooled, 1)
}
