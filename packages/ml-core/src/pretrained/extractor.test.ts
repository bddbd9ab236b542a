import type { Tensor4D } from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { ArtifactCorrupt } from '../errors.ts'
import { smallExtractor } from '../fixtures/small-extractor.ts'
import { tickingClock } from '../fixtures/small-sets.ts'
import { selectBackend } from '../nets/select-backend.ts'
import { Random } from '../random.ts'
import { readGraphModel } from './graph-model.ts'
import { openImageExtractor } from './image-extractor.ts'
import { providePretrained } from './pretrained.ts'

test('sees of a picture what tensorflow.js computes of it, layer by layer', async () => {
  providePretrained('mobilenet-v2-140', async () => smallExtractor())
  const side = 96
  const random = new Random(3)
  const picture = Uint8Array.from({ length: side * side * 3 }, () => random.below(256))
  const extractor = await openImageExtractor()
  const [maps] = await extractor.look([picture], { width: side, height: side, channels: 3 })
  const { tf } = await selectBackend('dense', { now: tickingClock() })
  const { weights } = readGraphModel(smallExtractor())
  const tensor = (name: string) => {
    const weight = weights.get(name)
    if (weight === undefined) throw new Error(`no ${name}`)
    return tf.tensor(weight.values, weight.shape)
  }
  const layer = (x: Tensor4D, name: string, stride: number, depthwise = false): Tensor4D => {
    const kernel = tensor(`${name}/kernel`) as Tensor4D
    const sums = depthwise
      ? tf.depthwiseConv2d(x, kernel, stride, 'same')
      : tf.conv2d(x, kernel, stride, 'same')
    return tf.relu6(tf.add(sums, tensor(`${name}/bias`)))
  }
  const seen = tf.tidy(() => {
    // Stretched as the extractor stretches: by 5/3, half-pixel centres.
    const x = tf.tensor4d(Float32Array.from(picture), [1, side, side, 3])
    const stretched = tf.image.resizeBilinear(x, [154, 154], false, true)
    const stem = layer(tf.sub(tf.mul(tf.div(stretched, 255), 2), 1), 'stem', 4)
    const first = layer(stem, 'expanded_conv_10/expand/Relu6', 4)
    const widened = layer(layer(first, 'looked', 1, true), 'widened', 1)
    const second = layer(tf.add(widened, first), 'expanded_conv_13/expand/Relu6', 1)
    const third = layer(second, 'expanded_conv_14/expand/Relu6', 2)
    return [first, second, third].map((map) => tf.transpose(map, [0, 3, 1, 2]).dataSync())
  })
  expect(maps.map(({ channels, height, width }) => [channels, height, width])).toEqual([
    [12, 10, 10],
    [16, 10, 10],
    [8, 5, 5],
  ])
  maps.forEach(({ values }, m) => {
    expect(values).toHaveLength(seen[m].length)
    values.forEach((value, i) => {
      if (Math.abs(value - seen[m][i]) > 1e-3)
        throw new Error(`map ${m}, value ${i}: ${value}, ${seen[m][i]}`)
    })
  })
})

test('refuses a net that lacks weights, or is no net', () => {
  const files = smallExtractor()
  expect(() => readGraphModel({ ...files, weights: files.weights.slice(0, 100) })).toThrow(ArtifactCorrupt)
  expect(() => readGraphModel({ ...files, model: { layers: [] } })).toThrow(ArtifactCorrupt)
})
