import type { Conv2DBackpropFilterAttrs, TensorInfo } from '@tensorflow/tfjs'
import type { Tensorflow } from '../tensorflow.ts'
import { type Heap, sizeOf } from './heap.ts'
import { im2col } from './im2col.ts'

/** Floats of patches at a time (4 MB): more would only crowd the caches. */
const mostPatchFloats = 1 << 20

/**
 * Gradient of a convolution by its filter, dWᵀ = Σ dYᵀ · patches, summed over slices of the batch. NHWC
 * without dilation, which is all that tensorflow.js differentiates.
 */
export function convFilterGradient(
  tf: Tensorflow,
  heap: Heap,
  x: TensorInfo,
  dy: TensorInfo,
  { strides, pad, dimRoundingMode, filterShape }: Conv2DBackpropFilterAttrs,
): TensorInfo {
  const info = tf.backend_util.computeConv2DInfo(shape4(x), filterShape, strides, 1, pad, dimRoundingMode)
  const { batchSize, outHeight, outWidth, outChannels } = info
  const patch = sizeOf(filterShape.slice(0, 3))
  const places = outHeight * outWidth
  const images = Math.max(1, Math.min(batchSize, Math.floor(mostPatchFloats / (places * patch))))
  let total: TensorInfo | null = null
  for (let from = 0; from < batchSize; from += images) {
    const to = Math.min(batchSize, from + images)
    const rows = (to - from) * places
    const patches = im2col(heap, x, info, from, to)
    const flow = channelsFirst(heap, dy, from * places, rows, outChannels)
    const part = heap.matMul(flow, patches, outChannels, rows, patch)
    heap.free(patches, flow)
    if (total === null) total = part
    else {
      addInto(heap.floats(total), heap.floats(part))
      heap.free(part)
    }
  }
  if (total === null) {
    const nothing = heap.make(filterShape)
    heap.floats(nothing).fill(0)
    return nothing
  }
  const gradient = heap.transpose(heap.reshaped(total, [outChannels, patch]), [1, 0])
  heap.free(total)
  return heap.reshaped(gradient, filterShape)
}

/** `rows` rows of `channels` values from row `first` on, as a channels × rows matrix. */
function channelsFirst(
  heap: Heap,
  dy: TensorInfo,
  first: number,
  rows: number,
  channels: number,
): TensorInfo {
  const turned = heap.make([channels, rows])
  const from = heap.floats(dy)
  const to = heap.floats(turned)
  let at = first * channels
  for (let row = 0; row < rows; row++)
    for (let channel = 0; channel < channels; channel++) to[channel * rows + row] = from[at++]
  return turned
}

function addInto(total: Float32Array, part: Float32Array): void {
  for (let i = 0; i < total.length; i++) total[i] += part[i]
}

/** The shape of a tensor of rank 4; throws for another rank. */
export function shape4({ shape }: TensorInfo): [number, number, number, number] {
  if (shape.length !== 4) throw new Error(`A tensor of rank 4 is needed, not of shape [${shape}].`)
  return [shape[0], shape[1], shape[2], shape[3]]
}
