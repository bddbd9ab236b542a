import { type FileHandle, open } from 'node:fs/promises'
import { LineLog } from './line-log.ts'

const flushBytes = 1 << 20

/** Appends records to the staged file through one buffer; `drain` between chunks keeps memory bounded. */
export class StageWriter {
  private readonly file: FileHandle
  private buffer = Buffer.allocUnsafe(4 * flushBytes)
  private used = 0
  readonly lines = new LineLog()
  /** Bytes of the longest staged line. */
  longest = 0

  private constructor(file: FileHandle) {
    this.file = file
  }

  static async create(path: string): Promise<StageWriter> {
    return new StageWriter(await open(path, 'w'))
  }

  /**
   * Writes the record's bytes up to `length` behind an empty field, without which a row of nothing would be no row,
   * padded with `padding` empty fields. `line`: where it begins in the upload.
   */
  add(line: number, bytes: Buffer, length: number, padding: number): void {
    const needed = length + padding + 2
    if (this.used + needed > this.buffer.length) this.grow(needed)
    let at = this.used
    this.buffer[at++] = 0x1f
    bytes.copy(this.buffer, at, 0, length)
    at += length
    for (let i = 0; i < padding; i++) this.buffer[at++] = 0x1f
    this.buffer[at++] = 0x0a
    this.used = at
    this.lines.add(line)
    if (needed > this.longest) this.longest = needed
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
