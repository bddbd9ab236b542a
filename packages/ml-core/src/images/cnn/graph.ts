import type { Tensor, Tensor4D } from '@tensorflow/tfjs'
import { dropoutMask } from '../../nets/dropout.ts'
import type { Tensorflow } from '../../nets/tensorflow.ts'
import type { Random } from '../../random.ts'
import type { ImageShape } from '../image-features.ts'
import type { CnnPlan } from './plan.ts'

const dropout = 0.25

/** Scores, rows × classes, of rows × height × width × channels numbers; with `random` for training. */
export function cnnLogits(
  tf: Tensorflow,
  plan: CnnPlan,
  weights: Record<string, Tensor>,
  { width, height, channels }: ImageShape,
  inputs: Float32Array,
  random: Random | null,
): Tensor {
  const rows = inputs.length / (width * height * channels)
  let x: Tensor4D = tf.tensor4d(inputs, [rows, height, width, channels])
  plan.stages.forEach(({ inputs: from, outputs, stride, pooled }, s) => {
    const filter = weights[`filter-${s}`].as4D(3, 3, from, outputs)
    x = tf.relu(tf.add(tf.conv2d(x, filter, stride, 'same'), weights[`filter-${s}-bias`]))
    if (pooled) x = tf.maxPool(x, 2, 2, 'valid')
  })
  const features = tf.reshape(x, [rows, plan.features])
  const kept =
    random === null
      ? features
      : tf.mul(features, tf.tensor(dropoutMask(features.size, dropout, random), features.shape))
  return tf.add(tf.matMul(kept, weights['output']), weights['output-bias'])
}
