import type { TensorInfo } from '@tensorflow/tfjs'
import { type Heap, sizeOf } from './heap.ts'

/** Adds up the rows of `x` that share a segment number; rows of numbers out of range are left out. */
export function segmentSum(heap: Heap, x: TensorInfo, segmentIds: TensorInfo, segments: number): TensorInfo {
  if (x.dtype !== 'float32') throw new Error(`Segments of ${x.dtype} values cannot be summed.`)
  const inner = x.shape.slice(segmentIds.shape.length)
  const width = sizeOf(inner)
  const sums = heap.make([segments, ...inner])
  const from = heap.floats(x)
  const to = heap.floats(sums)
  const ids = heap.ints(segmentIds)
  to.fill(0)
  for (let row = 0; row < ids.length; row++) {
    const segment = ids[row]
    if (segment < 0 || segment >= segments) continue
    const target = segment * width
    const source = row * width
    for (let i = 0; i < width; i++) to[target + i] += from[source + i]
  }
  return sums
}
