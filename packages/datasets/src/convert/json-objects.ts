import { open } from 'node:fs/promises'

const chunkBytes = 1 << 20
const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket, comma] = [
  0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d, 0x2c,
]
const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09

export class JsonBroken extends Error {
  /** 1-based. */
  readonly item: number

  constructor(message: string, item: number) {
    super(message)
    this.item = item
  }
}

/**
 * The items of a JSON array as text, one after the other, in memory for one item at a time. Throws `JsonBroken` where
 * the brackets do not match or an item is larger than `mostBytes`.
 */
export async function* itemsOfArray(
  path: string,
  mostBytes: number,
  signal?: AbortSignal,
): AsyncGenerator<string> {
  const file = await open(path)
  const chunk = Buffer.alloc(chunkBytes)
  let parts: Buffer[] = []
  let size = 0
  let depth = 0
  let inString = false
  let escaped = false
  let item = 1
  let ended = false
  const finish = (last: Buffer): string => {
    const text = Buffer.concat([...parts, last])
      .toString('utf8')
      .trim()
    parts = []
    size = 0
    return text
  }
  try {
    for (;;) {
      signal?.throwIfAborted()
      const { bytesRead } = await file.read(chunk, 0, chunkBytes)
      if (bytesRead === 0) break
      let from = 0
      for (let at = 0; at < bytesRead; at++) {
        const byte = chunk[at] ?? 0
        if (escaped) escaped = false
        else if (inString) {
          if (byte === backslash) escaped = true
          else if (byte === quote) inString = false
        } else if (byte === quote) inString = true
        else if (byte === openBrace || byte === openBracket) {
          depth++
          if (depth === 1) from = at + 1
        } else if (byte === closeBrace || byte === closeBracket || (byte === comma && depth === 1)) {
          if (byte !== comma) depth--
          if (depth < 0) throw new JsonBroken('A closing bracket has no opening bracket.', item)
          if (byte !== comma && depth > 0) continue
          const text = finish(chunk.subarray(from, at))
          from = at + 1
          if (text !== '') yield text
          else if (byte === comma)
            throw new JsonBroken('An item is empty: two commas follow each other.', item)
          item++
          if (depth === 0) ended = true
        } else if (ended && !isSpace(byte))
          throw new JsonBroken('There is content after the end of the array.', item)
      }
      if (depth > 0) {
        parts.push(Buffer.from(chunk.subarray(from, bytesRead)))
        size += bytesRead - from
        if (size > mostBytes)
          throw new JsonBroken(`It is larger than ${mostBytes.toLocaleString('en')} bytes.`, item)
      }
    }
    if (!ended) throw new JsonBroken('The file ends before the array does.', item)
  } finally {
    await file.close()
  }
}
