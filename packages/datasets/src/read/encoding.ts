import { isAscii, isUtf8 } from 'node:buffer'
import { type FileHandle, open } from 'node:fs/promises'
import { DatasetUnusable } from '../errors.ts'

export type EncodingName = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' | 'gb18030'

export type DetectedEncoding = {
  name: EncodingName
  /** Bytes of the byte-order mark to skip. */
  bomBytes: number
  /** UTF-8 with some bytes that are not UTF-8: decoded with replacement characters. */
  damaged: boolean
}

const chunkBytes = 1 << 20
const sampleBytes = 1 << 20

const magics: [name: string, bytes: number[], remedy: string][] = [
  ['a ZIP archive or an Excel workbook', [0x50, 0x4b, 0x03, 0x04], 'Save the sheet as CSV and upload that.'],
  ['a gzip archive', [0x1f, 0x8b], 'Unpack it and upload the file inside.'],
  ['a PDF document', [0x25, 0x50, 0x44, 0x46], 'Export its table as CSV.'],
  ['a Parquet file', [0x50, 0x41, 0x52, 0x31], 'Export it as CSV or JSONL.'],
  ['an old Excel workbook', [0xd0, 0xcf, 0x11, 0xe0], 'Save the sheet as CSV and upload that.'],
  ['a PNG image', [0x89, 0x50, 0x4e, 0x47], 'Upload a CSV or JSONL file.'],
]

function refuseKnownBinary(head: Buffer): void {
  for (const [name, bytes, remedy] of magics) {
    if (bytes.every((byte, index) => head[index] === byte)) {
      throw new DatasetUnusable('file_not_text', `The file is ${name}, not CSV or JSONL. ${remedy}`)
    }
  }
}

/** The share of high bytes that stand beside another one: about 1 in double-byte scripts, near 0 in Western text. */
function adjacency(sample: Buffer): number {
  let high = 0
  let beside = 0
  for (let i = 0; i < sample.length; i++) {
    if ((sample[i] ?? 0) < 0x80) continue
    high++
    if ((sample[i - 1] ?? 0) >= 0x80 || (sample[i + 1] ?? 0) >= 0x80) beside++
  }
  return high === 0 ? 0 : beside / high
}

/** Whether decoded text reads as Chinese: few errors, Han throughout, and the commonest characters present. */
function readsAsChinese(text: string): boolean {
  let other = 0
  let han = 0
  let common = 0
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    if (code < 0x80) continue
    if (code >= 0x4e00 && code <= 0x9fff) {
      han++
      if ('的一是不了在有我他这个们中来上大为和国地到以说时要就出会也你对生能而子那得'.includes(character))
        common++
    } else if (
      !(code >= 0x3000 && code <= 0x303f) &&
      !(code >= 0xff00 && code <= 0xffef) &&
      !(code >= 0x2010 && code <= 0x2026)
    ) {
      other++
    }
  }
  if (han === 0 || other > 0.05 * (han + other)) return false
  return han < 60 ? true : common >= 0.04 * han
}

function decode(name: string, bytes: Buffer): string {
  return new TextDecoder(name).decode(bytes)
}

function share(text: string, matches: (code: number) => boolean): number {
  let high = 0
  let hit = 0
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    if (code < 0x80) continue
    high++
    if (matches(code)) hit++
  }
  return high === 0 ? 0 : hit / high
}

function chooseLegacy(sample: Buffer): DetectedEncoding {
  if (share(decode('utf-8', sample), (code) => code === 0xfffd) <= 0.05) {
    return { name: 'utf-8', bomBytes: 0, damaged: true }
  }
  const beside = adjacency(sample)
  if (beside >= 0.8 && readsAsChinese(decode('gb18030', sample))) {
    return { name: 'gb18030', bomBytes: 0, damaged: false }
  }
  const unassigned = share(decode('windows-1252', sample), (code) => code >= 0x80 && code <= 0x9f)
  if (beside < 0.5 && unassigned < 0.01) return { name: 'windows-1252', bomBytes: 0, damaged: false }
  throw new DatasetUnusable(
    'encoding_unknown',
    'The file is neither UTF-8, UTF-16, Windows-1252 nor GB18030. Save it as UTF-8 and upload it again.',
  )
}

function utf16ByZeros(head: Buffer): EncodingName | null {
  let even = 0
  let odd = 0
  for (let i = 0; i + 1 < head.length; i += 2) {
    if (head[i] === 0) even++
    if (head[i + 1] === 0) odd++
  }
  const pairs = head.length >> 1
  if (pairs === 0) return null
  if (odd > 0.3 * pairs && even < 0.05 * pairs) return 'utf-16le'
  if (even > 0.3 * pairs && odd < 0.05 * pairs) return 'utf-16be'
  const zeros = even + odd
  if (zeros > 0.05 * pairs) {
    throw new DatasetUnusable(
      'file_not_text',
      'The file holds binary data, not text. Upload a CSV or JSONL file.',
    )
  }
  return null
}

/** Bytes at the end that may be the start of a UTF-8 character continued in the next chunk. */
function openTail(chunk: Buffer): number {
  for (let back = 1; back <= Math.min(3, chunk.length); back++) {
    const byte = chunk[chunk.length - back] ?? 0
    if (byte >= 0xc0)
      return byte >= 0xf0 ? (back < 4 ? back : 0) : byte >= 0xe0 ? (back < 3 ? back : 0) : back < 2 ? back : 0
    if (byte < 0x80) return 0
  }
  return 0
}

/** Reads the whole file once: every byte counts for whether it is UTF-8. */
export async function detectEncoding(path: string, signal?: AbortSignal): Promise<DetectedEncoding> {
  const file = await open(path)
  try {
    const head = await readHead(file)
    if (head.length === 0)
      throw new DatasetUnusable('file_empty', 'The file is empty. Upload a CSV or JSONL file with rows.')
    refuseKnownBinary(head)
    if (head[0] === 0xff && head[1] === 0xfe) return { name: 'utf-16le', bomBytes: 2, damaged: false }
    if (head[0] === 0xfe && head[1] === 0xff) return { name: 'utf-16be', bomBytes: 2, damaged: false }
    const marked = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf
    const wide = marked ? null : utf16ByZeros(head)
    if (wide !== null) return { name: wide, bomBytes: 0, damaged: false }
    const suspicious = await suspiciousBytes(file, signal)
    if (suspicious === null) return { name: 'utf-8', bomBytes: marked ? 3 : 0, damaged: false }
    return marked ? { name: 'utf-8', bomBytes: 3, damaged: true } : chooseLegacy(suspicious)
  } finally {
    await file.close()
  }
}

async function readHead(file: FileHandle): Promise<Buffer> {
  const buffer = Buffer.alloc(1 << 16)
  const { bytesRead } = await file.read(buffer, 0, buffer.length, 0)
  return buffer.subarray(0, bytesRead)
}

/** Null when the whole file is UTF-8, else up to a megabyte of its lines that hold bytes above 127. */
async function suspiciousBytes(file: FileHandle, signal?: AbortSignal): Promise<Buffer | null> {
  const buffer = Buffer.alloc(chunkBytes + 4)
  const sample: Buffer[] = []
  let sampled = 0
  let valid = true
  let kept = 0
  let position = 0
  for (;;) {
    signal?.throwIfAborted()
    const { bytesRead } = await file.read(buffer, kept, chunkBytes, position)
    if (bytesRead === 0) break
    position += bytesRead
    const chunk = buffer.subarray(0, kept + bytesRead)
    const tail = openTail(chunk)
    const whole = chunk.subarray(0, chunk.length - tail)
    const broken = !isUtf8(whole)
    if (broken) valid = false
    if (sampled < sampleBytes && (broken || !isAscii(whole))) {
      const part = Buffer.from(whole.subarray(0, sampleBytes - sampled))
      sample.push(part)
      sampled += part.length
    } else if (!valid && sampled >= sampleBytes) break
    buffer.copyWithin(0, chunk.length - tail, chunk.length)
    kept = tail
  }
  if (kept > 0) {
    valid = false
    sample.push(Buffer.from(buffer.subarray(0, kept)))
  }
  return valid ? null : Buffer.concat(sample)
}
