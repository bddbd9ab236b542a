import { open } from 'node:fs/promises'
import type { DetectedEncoding } from './encoding.ts'

const chunkBytes = 1 << 20
const lineFeed = 0x0a
const carriageReturn = 0x0d

export type SourceChunk = { bytes: Buffer; bytesRead: number }

/** Characters that could not be decoded and stand as U+FFFD now. */
export type DecodingDamage = { count: number; lines: number[] }

/**
 * The upload as UTF-8 chunks without its byte-order mark; the buffer is only valid until the next chunk.
 * Files whose lines end in a lone carriage return come out with line feeds.
 */
export async function* readUtf8(
  path: string,
  encoding: DetectedEncoding,
  damage: DecodingDamage,
  signal?: AbortSignal,
): AsyncGenerator<SourceChunk> {
  const transcodes = encoding.name !== 'utf-8' || encoding.damaged
  const decoder = transcodes ? new TextDecoder(encoding.name, { ignoreBOM: true }) : null
  const buffer = Buffer.alloc(chunkBytes)
  const file = await open(path)
  let position = encoding.bomBytes
  let line = 1
  let lonelyReturns: boolean | null = null
  try {
    for (;;) {
      signal?.throwIfAborted()
      const { bytesRead } = await file.read(buffer, 0, chunkBytes, position)
      position += bytesRead
      const raw = buffer.subarray(0, bytesRead)
      let bytes = raw
      if (decoder) {
        const text = decoder.decode(raw, { stream: bytesRead > 0 })
        bytes = Buffer.from(text, 'utf8')
        line = noteDamage(text, line, damage)
      }
      lonelyReturns ??= bytes.includes(carriageReturn) && !bytes.includes(lineFeed)
      if (lonelyReturns) replaceReturns(bytes)
      if (bytes.length > 0) yield { bytes, bytesRead: position }
      if (bytesRead === 0) return
    }
  } finally {
    await file.close()
  }
}

function replaceReturns(bytes: Buffer): void {
  for (let at = bytes.indexOf(carriageReturn); at >= 0; at = bytes.indexOf(carriageReturn, at + 1)) {
    bytes[at] = lineFeed
  }
}

function noteDamage(text: string, firstLine: number, damage: DecodingDamage): number {
  let line = firstLine
  let from = 0
  const countLinesTo = (end: number) => {
    for (let at = text.indexOf('\n', from); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) {
      line++
      from = at + 1
    }
  }
  for (let at = text.indexOf('\ufffd'); at >= 0; at = text.indexOf('\ufffd', at + 1)) {
    countLinesTo(at)
    damage.count++
    if (damage.lines.length < 20 && damage.lines.at(-1) !== line) damage.lines.push(line)
  }
  countLinesTo(text.length)
  return line
}
