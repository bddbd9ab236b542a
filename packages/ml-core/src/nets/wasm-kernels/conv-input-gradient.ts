import type { backend_util, Conv2DBackpropInputAttrs, TensorInfo } from '@tensorflow/tfjs'
import type { Tensorflow } from '../tensorflow.ts'
import { shape4 } from './conv-filter-gradient.ts'
import type { Heap } from './heap.ts'

/**
 * Gradient of a convolution by its input: dY, with zeros between its values where the stride was above one,
 * convolved with the filter turned by half a circle. NHWC without dilation.
 */
export function convInputGradient(
  tf: Tensorflow,
  heap: Heap,
  dy: TensorInfo,
  filter: TensorInfo,
  { strides, pad, dimRoundingMode, inputShape }: Conv2DBackpropInputAttrs,
): TensorInfo {
  const info = tf.backend_util.computeConv2DInfo(inputShape, shape4(filter), strides, 1, pad, dimRoundingMode)
  const turned = turnedFilter(heap, filter, info)
  const spread = spreadOut(heap, dy, info)
  const [, height, width] = spread.shape
  const { filterHeight, filterWidth, inHeight, inWidth, padInfo } = info
  const top = filterHeight - 1 - padInfo.top
  const left = filterWidth - 1 - padInfo.left
  const bottom = inHeight - (height + top - filterHeight + 1)
  const right = inWidth - (width + left - filterWidth + 1)
  const cropped = crop(heap, spread, top, bottom, left, right)
  const gradient = heap.run(
    'Conv2D',
    { x: cropped, filter: turned },
    {
      strides: [1, 1],
      pad: [
        [0, 0],
        [Math.max(0, top), Math.max(0, bottom)],
        [Math.max(0, left), Math.max(0, right)],
        [0, 0],
      ],
      dataFormat: 'NHWC',
      dilations: [1, 1],
    },
  )
  for (const made of new Set([turned, spread, cropped])) if (made !== dy) heap.free(made)
  return heap.reshaped(gradient, inputShape)
}

/** height × width × in × out, turned by half a circle to height × width × out × in. */
function turnedFilter(heap: Heap, filter: TensorInfo, info: backend_util.Conv2DInfo): TensorInfo {
  const { filterHeight, filterWidth, inChannels, outChannels } = info
  const turned = heap.make([filterHeight, filterWidth, outChannels, inChannels])
  const from = heap.floats(filter)
  const to = heap.floats(turned)
  const places = filterHeight * filterWidth
  const size = inChannels * outChannels
  for (let place = 0; place < places; place++) {
    const source = place * size
    const target = (places - 1 - place) * size
    for (let i = 0; i < inChannels; i++)
      for (let o = 0; o < outChannels; o++)
        to[target + o * inChannels + i] = from[source + i * outChannels + o]
  }
  return turned
}

/** dY with stride − 1 zeros between neighbours; dY itself where the stride is one. */
function spreadOut(heap: Heap, dy: TensorInfo, info: backend_util.Conv2DInfo): TensorInfo {
  const { batchSize, outHeight, outWidth, outChannels, strideHeight, strideWidth } = info
  if (strideHeight === 1 && strideWidth === 1) return dy
  const height = (outHeight - 1) * strideHeight + 1
  const width = (outWidth - 1) * strideWidth + 1
  const spread = heap.make([batchSize, height, width, outChannels])
  const from = heap.floats(dy)
  const to = heap.floats(spread)
  to.fill(0)
  let at = 0
  for (let image = 0; image < batchSize; image++)
    for (let y = 0; y < outHeight; y++)
      for (let x = 0; x < outWidth; x++) {
        const target = ((image * height + y * strideHeight) * width + x * strideWidth) * outChannels
        for (let channel = 0; channel < outChannels; channel++) to[target + channel] = from[at++]
      }
  return spread
}

/** Cuts away what a negative padding asks for. */
function crop(
  heap: Heap,
  x: TensorInfo,
  top: number,
  bottom: number,
  left: number,
  right: number,
): TensorInfo {
  if (Math.min(top, bottom, left, right) >= 0) return x
  const cut = (padding: number) => Math.max(0, -padding)
  const [images, height, width, channels] = x.shape
  return heap.run(
    'Slice',
    { x },
    {
      begin: [0, cut(top), cut(left), 0],
      size: [images, height - cut(top) - cut(bottom), width - cut(left) - cut(right), channels],
    },
  )
}
