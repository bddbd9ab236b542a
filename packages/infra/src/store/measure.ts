import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { StoredObject } from '@assay/services/core'
import { AssayError } from '@assay/services/errors'

/**
 * A body's pieces as they pass, counted and hashed; `result` tells of those that have passed.
 * @throws AssayError `upload_too_large` in place of the piece that goes over the limit
 */
export const measure = (
  body: Readable | Uint8Array,
  limits: { maxBytes?: number },
): { pieces: AsyncGenerator<Uint8Array>; result: () => StoredObject } => {
  const hash = createHash('sha256')
  let bytes = 0
  async function* pass(): AsyncGenerator<Uint8Array> {
    for await (const piece of body instanceof Uint8Array ? [body] : body) {
      const chunk: Uint8Array = typeof piece === 'string' ? Buffer.from(piece) : piece
      bytes += chunk.byteLength
      if (limits.maxBytes !== undefined && bytes > limits.maxBytes)
        throw new AssayError(
          'upload_too_large',
          `The file is larger than ${Math.floor(limits.maxBytes / 1024 ** 2)} MB. Split it and upload the parts as versions.`,
        )
      hash.update(chunk)
      yield chunk
    }
  }
  return { pieces: pass(), result: () => ({ bytes, sha256: hash.digest('hex') }) }
}
