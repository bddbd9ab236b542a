import type { Readable } from 'node:stream'

export type Segment = { chunks: Uint8Array[]; bytes: number }

/**
 * A body in segments of at least `segmentBytes` each, but the last. A body that breaks off yields what has arrived of
 * it before it throws.
 */
export async function* cutSegments(body: Readable, segmentBytes: number): AsyncGenerator<Segment> {
  let segment: Segment = { chunks: [], bytes: 0 }
  let broken: { error: unknown } | null = null
  const pieces = body[Symbol.asyncIterator]()
  while (!broken) {
    let next: IteratorResult<Uint8Array>
    try {
      next = await pieces.next()
    } catch (error) {
      broken = { error }
      break
    }
    if (next.done) break
    segment.chunks.push(next.value)
    segment.bytes += next.value.byteLength
    if (segment.bytes < segmentBytes) continue
    yield segment
    segment = { chunks: [], bytes: 0 }
  }
  if (segment.bytes > 0) yield segment
  if (broken) throw broken.error
}
