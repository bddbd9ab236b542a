import type { Tensor } from '@tensorflow/tfjs'
import type { Tensorflow } from '../nets/tensorflow.ts'
import { type EncoderEngine, heads, normEpsilon } from './encoder-net.ts'

/** The encoder's parts on tensorflow.js, for where there is no ONNX Runtime. Weights are uploaded once. */
export function tensorEngine(tf: Tensorflow): EncoderEngine<Tensor> {
  const uploaded = new Map<Float32Array, Tensor>()
  const weight = (values: Float32Array, shape: readonly number[]): Tensor => {
    let tensor = uploaded.get(values)
    if (tensor === undefined) {
      tensor = tf.keep(tf.tensor(values, [...shape]))
      uploaded.set(values, tensor)
    }
    return tensor
  }
  const vector = (values: Float32Array) => weight(values, [values.length])
  const toHeads = (x: Tensor, width: number, perm: number[]) =>
    tf.transpose(tf.reshape(x, [x.shape[0], -1, heads, width / heads]), perm)
  return {
    lookUp: ({ values, shape }, numbers) => tf.gather(weight(values, shape), numbers),
    add: (a, b) => tf.add(a, b),
    matMul: (a, b) => tf.matMul(a, b),
    dense(x, { kernel, bias }) {
      const rows = tf.reshape(x, [-1, kernel.shape[0]])
      const product = tf.add(tf.matMul(rows, weight(kernel.values, kernel.shape)), vector(bias))
      return tf.reshape(product, [...x.shape.slice(0, -1), kernel.shape[1]])
    },
    layerNorm(x, { scale, shift }) {
      const { mean, variance } = tf.moments(x, -1, true)
      const normed = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, normEpsilon)))
      return tf.add(tf.mul(normed, vector(scale)), vector(shift))
    },
    relu: (x) => tf.relu(x),
    tanh: (x) => tf.tanh(x),
    softmax: (x) => tf.softmax(x),
    scale: (x, factor) => tf.mul(x, factor),
    splitHeads(x, width) {
      const [q, k, v] = tf.split(x, 3, -1)
      return [
        toHeads(q, width, [0, 2, 1, 3]),
        toHeads(k, width, [0, 2, 3, 1]),
        toHeads(v, width, [0, 2, 1, 3]),
      ]
    },
    mergeHeads: (x, width) => tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [x.shape[0], -1, width]),
  }
}
