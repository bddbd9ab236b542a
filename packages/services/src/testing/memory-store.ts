import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { ObjectStore } from '../core/ports.ts'

/** Objects in memory, visible whole or not at all; for verbs that need no file on a disk. */
export const openMemoryStore = (): ObjectStore & { keys(): string[] } => {
  const objects = new Map<string, Buffer>()
  const require = (key: string): Buffer => {
    const found = objects.get(key)
    if (!found) throw new Error(`no object under ${key}`)
    return found
  }
  return {
    keys: () => [...objects.keys()],
    put: async (key, body) => {
      const pieces: Uint8Array[] = []
      for await (const piece of body instanceof Uint8Array ? [body] : body)
        pieces.push(typeof piece === 'string' ? Buffer.from(piece) : piece)
      const bytes = Buffer.concat(pieces)
      objects.set(key, bytes)
      return { bytes: bytes.byteLength, sha256: createHash('sha256').update(bytes).digest('hex') }
    },
    get: async (key) => require(key),
    stream: async (key) => Readable.from([require(key)]),
    localPath: async () => {
      throw new Error('an object in memory has no path')
    },
    remove: async (key) => {
      for (const held of objects.keys()) if (held === key || held.startsWith(`${key}/`)) objects.delete(held)
    },
    check: async () => {},
  }
}
