import { type FileHandle, open } from 'node:fs/promises'

const flushBytes = 1 << 20

/** Appends records to the staged file through one buffer; `drain` between chunks keeps memory bounded. */
export class StageWriter {
  private readonly file: FileHandle
  private buffer = Buffer.allocUnsafe(4 * flushBytes)
  private used = 0
  rows = 0
  /** Bytes of the longest staged line. */
  longest = 0

  private constructor(file: FileHandle) {
    this.file = file
  }

  static async create(path: string): Promise<StageWriter> {
    return new StageWriter(await open(path, 'w'))
  }

  /** Writes `line`, then the record's bytes up to `length`, padded with `padding` empty fields. */
  add(line: number, bytes: Buffer, length: number, padding: number): void {
    const needed = length + padding + 24
    if (this.used + needed > this.buffer.length) this.grow(needed)
    const start = this.used
    let at = start + writeInteger(this.buffer, start, line)
    this.buffer[at++] = 0x1f
    bytes.copy(this.buffer, at, 0, length)
    at += length
    for (let i = 0; i < padding; i++) this.buffer[at++] = 0x1f
    this.buffer[at++] = 0x0a
    this.used = at
    this.rows++
    if (at - start > this.longest) this.longest = at - start
  }

  async drain(): Promise<void> {
    if (this.used >= flushBytes) await this.flush()
  }

  async finish(): Promise<void> {
    await this.flush()
    await this.file.close()
  }

  async abandon(): Promise<void> {
    await this.file.close().catch(() => {})
  }

  private async flush(): Promise<void> {
    let from = 0
    while (from < this.used) {
      const { bytesWritten } = await this.file.write(this.buffer, from, this.used - from)
      from += bytesWritten
    }
    this.used = 0
  }

  private grow(needed: number): void {
    const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.used + needed))
    this.buffer.copy(larger, 0, 0, this.used)
    this.buffer = larger
  }
}

function writeInteger(buffer: Buffer, at: number, value: number): number {
  let digits = 1
  for (let bound = 10; value >= bound; bound *= 10) digits++
  let rest = value
  for (let i = at + digits - 1; i >= at; i--) {
    const next = Math.floor(rest / 10)
    buffer[i] = 48 + rest - next * 10
    rest = next
  }
  return digits
}
