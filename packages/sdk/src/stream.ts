import { AssayError } from './errors.ts'

export type StreamOptions = {
  /** Inputs per call: 100 by default, at most 1,000. */
  chunkSize?: number
  /** Concurrent calls; 4 by default. */
  concurrency?: number
  signal?: AbortSignal
}

/** Below the server's limit of 8 MB a call. */
const mostBytes = 6 * 1024 ** 2

type Chunk = { start: number; inputs: unknown[] }

/** Groups inputs by number and size. */
async function* chunksOf<I>(
  inputs: Iterable<I> | AsyncIterable<I>,
  size: number,
  toWire: (input: I) => Promise<unknown>,
): AsyncGenerator<Chunk> {
  let chunk: Chunk = { start: 0, inputs: [] }
  let bytes = 0
  for await (const input of inputs) {
    const wire = await toWire(input)
    const own = JSON.stringify(wire)?.length ?? 0
    if (chunk.inputs.length > 0 && (chunk.inputs.length >= size || bytes + own > mostBytes)) {
      yield chunk
      chunk = { start: chunk.start + chunk.inputs.length, inputs: [] }
      bytes = 0
    }
    chunk.inputs.push(wire)
    bytes += own
  }
  if (chunk.inputs.length > 0) yield chunk
}

/**
 * Predictions for any number of inputs, in input order. At most `concurrency` calls are in flight, and only the inputs
 * they need are read, so even an endless source needs little memory. The first error ends the stream; its `inputIndex`
 * is the position of the input at fault. Leaving the loop early cancels the calls in flight.
 */
export async function* streamAnswers<I, O>(
  inputs: Iterable<I> | AsyncIterable<I>,
  call: (inputs: unknown[], signal: AbortSignal) => Promise<O[]>,
  toWire: (input: I) => Promise<unknown>,
  { chunkSize = 100, concurrency = 4, signal }: StreamOptions,
): AsyncGenerator<O, void, undefined> {
  if (!Number.isInteger(chunkSize) || chunkSize < 1 || chunkSize > 1_000)
    throw new RangeError('chunkSize must be a whole number from 1 to 1,000.')
  if (!Number.isInteger(concurrency) || concurrency < 1)
    throw new RangeError('concurrency must be a whole number of at least 1.')
  const stop = new AbortController()
  const onAbort = () => stop.abort(signal?.reason)
  signal?.throwIfAborted()
  signal?.addEventListener('abort', onAbort, { once: true })
  const chunks = chunksOf(inputs, chunkSize, toWire)
  const underWay: Promise<O[]>[] = []
  let drained = false

  const begin = async (): Promise<void> => {
    const next = await chunks.next()
    if (next.done) {
      drained = true
      return
    }
    const { start, inputs: own } = next.value
    const answers = call(own, stop.signal).catch((error: unknown) => {
      if (error instanceof AssayError && error.inputIndex !== null) error.inputIndex += start
      throw error
    })
    // Waited for in its turn; until then a failure must not count as unheard.
    answers.catch(() => {})
    underWay.push(answers)
  }

  try {
    for (;;) {
      while (!drained && underWay.length < concurrency) await begin()
      const first = underWay.shift()
      if (!first) return
      yield* await first
    }
  } finally {
    stop.abort()
    signal?.removeEventListener('abort', onAbort)
    await chunks.return(undefined)
  }
}
