import type { backend_util, TensorInfo } from '@tensorflow/tfjs'
import type { Heap } from './heap.ts'

/**
 * The patches that a convolution looks at, one row each: (images × out height × out width) ×
 * (filter height × filter width × channels), for the images from `from` up to `to` of an NHWC tensor.
 */
export function im2col(
  heap: Heap,
  x: TensorInfo,
  info: backend_util.Conv2DInfo,
  from: number,
  to: number,
): TensorInfo {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth } = info
  const { strideHeight, strideWidth, padInfo } = info
  const run = filterWidth * inChannels
  const columns = heap.make([(to - from) * outHeight * outWidth, filterHeight * run])
  const input = heap.floats(x)
  const output = heap.floats(columns)
  let at = 0
  for (let image = from; image < to; image++)
    for (let y = 0; y < outHeight; y++)
      for (let column = 0; column < outWidth; column++) {
        const left = column * strideWidth - padInfo.left
        const skipped = Math.max(0, -left)
        const inside = Math.max(0, Math.min(filterWidth, inWidth - left) - skipped)
        for (let fy = 0; fy < filterHeight; fy++, at += run) {
          const row = y * strideHeight - padInfo.top + fy
          if (row < 0 || row >= inHeight || inside === 0) {
            output.fill(0, at, at + run)
            continue
          }
          const source = ((image * inHeight + row) * inWidth + left + skipped) * inChannels
          const target = at + skipped * inChannels
          const length = inside * inChannels
          if (length < run) output.fill(0, at, at + run)
          copy(input, source, output, target, length)
        }
      }
  return columns
}

/** Below some dozens of floats a loop is quicker than a view and `set`. */
const shortRun = 64

function copy(from: Float32Array, source: number, to: Float32Array, target: number, length: number): void {
  if (length > shortRun) to.set(from.subarray(source, source + length), target)
  else for (let i = 0; i < length; i++) to[target + i] = from[source + i]
}
