import type { Socket } from 'node:net'

/** What the upgrade of the connection names. */
export const frameProtocol = 'assay-predict'

const headerBytes = 4
/** A group of files in base64 stays far below. */
const maxFrameBytes = 1024 ** 3

/** Sends one text: its length in bytes as an unsigned 32-bit little-endian number, then its UTF-8. */
export const writeFrame = (socket: Socket, text: string): void => {
  const bytes = Buffer.byteLength(text)
  const frame = Buffer.allocUnsafe(headerBytes + bytes)
  frame.writeUInt32LE(bytes, 0)
  frame.write(text, headerBytes)
  socket.write(frame)
}

/** Puts the texts of a connection together again, however the network cut them. */
export class FrameReader {
  #chunks: Buffer[] = []
  #held = 0

  /** The texts that are whole with this chunk. Throws where a length can't be one. */
  push(chunk: Buffer): string[] {
    this.#chunks.push(chunk)
    this.#held += chunk.length
    const texts: string[] = []
    for (let wanted = this.#wanted(); this.#held >= wanted; wanted = this.#wanted()) {
      const whole = this.#gather()
      texts.push(whole.toString('utf8', headerBytes, wanted))
      this.#held -= wanted
      this.#chunks = this.#held > 0 ? [whole.subarray(wanted)] : []
    }
    return texts
  }

  /** Bytes of the first frame with its header. */
  #wanted(): number {
    if (this.#held < headerBytes) return headerBytes + 1
    const first = this.#chunks[0]?.length ?? 0
    const start = first >= headerBytes ? this.#chunks[0] : this.#gather()
    const bytes = start?.readUInt32LE(0) ?? 0
    if (bytes > maxFrameBytes) throw new Error(`a frame of ${bytes} bytes`)
    return headerBytes + bytes
  }

  #gather(): Buffer {
    const [only] = this.#chunks
    const whole = this.#chunks.length === 1 && only ? only : Buffer.concat(this.#chunks)
    this.#chunks = [whole]
    return whole
  }
}
