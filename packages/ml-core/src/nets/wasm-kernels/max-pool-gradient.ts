import type { MaxPoolGradAttrs, TensorInfo } from '@tensorflow/tfjs'
import type { Tensorflow } from '../tensorflow.ts'
import { shape4 } from './conv-filter-gradient.ts'
import type { Heap } from './heap.ts'

/**
 * Gradient of max pooling: each window's flow goes to its first maximum. The kernel that comes with the
 * backend looks for maxima above zero only.
 */
export function maxPoolGradient(
  tf: Tensorflow,
  heap: Heap,
  dy: TensorInfo,
  x: TensorInfo,
  { filterSize, strides, pad, dimRoundingMode }: MaxPoolGradAttrs,
): TensorInfo {
  const info = tf.backend_util.computePool2DInfo(shape4(x), filterSize, strides, 1, pad, dimRoundingMode)
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, padInfo } = info
  const gradient = heap.make(x.shape)
  const input = heap.floats(x)
  const flow = heap.floats(dy)
  const to = heap.floats(gradient)
  to.fill(0)
  const best = new Int32Array(inChannels)
  let at = 0
  for (let image = 0; image < batchSize; image++)
    for (let y = 0; y < outHeight; y++) {
      const top = y * info.strideHeight - padInfo.top
      const lastRow = Math.min(inHeight, top + info.filterHeight)
      for (let column = 0; column < outWidth; column++) {
        const left = column * info.strideWidth - padInfo.left
        const lastColumn = Math.min(inWidth, left + info.filterWidth)
        best.fill(-1)
        for (let row = Math.max(0, top); row < lastRow; row++)
          for (let across = Math.max(0, left); across < lastColumn; across++)
            keepLarger(input, ((image * inHeight + row) * inWidth + across) * inChannels, best)
        for (let channel = 0; channel < inChannels; channel++, at++)
          if (best[channel] >= 0) to[best[channel]] += flow[at]
      }
    }
  return gradient
}

/** Notes per channel where the larger value lies; of equals the one noted first. */
function keepLarger(input: Float32Array, place: number, best: Int32Array): void {
  for (let channel = 0; channel < best.length; channel++)
    if (best[channel] < 0 || input[place + channel] > input[best[channel]]) best[channel] = place + channel
}
