import type { SourceChunk } from './source.ts'

const chunkBytes = 1 << 20

/** Lines that are made on the way and lie in no file, as chunks of UTF-8. */
export async function* chunksOfLines(lines: AsyncIterable<string>): AsyncGenerator<SourceChunk> {
  let pending: string[] = []
  let length = 0
  let bytesRead = 0
  const chunk = (): SourceChunk => {
    const bytes = Buffer.from(`${pending.join('\n')}\n`)
    pending = []
    length = 0
    bytesRead += bytes.length
    return { bytes, bytesRead }
  }
  for await (const line of lines) {
    pending.push(line)
    length += line.length + 1
    if (length >= chunkBytes) yield chunk()
  }
  if (pending.length > 0) yield chunk()
}
