import { createHash } from 'node:crypto'
import { PassThrough, Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ArchiveWriter, StoredObject } from '@assay/services/core'
import { ZipFile } from 'yazl'

/** A ZIP (with ZIP64 where it is large) of which no more than a few pieces are ever in memory. */
export const openZipWriter = (): ArchiveWriter => {
  const zip = new ZipFile()
  const output = new PassThrough()
  zip.outputStream.pipe(output)
  zip.on('error', (error) => output.destroy(error))
  // It may break before anybody reads; whoever then does is told.
  output.on('error', () => {})
  let entering: Transform | null = null
  // Whoever read has gone: what is on its way in would wait for ever.
  output.once('close', () => entering?.destroy())

  const add = async (
    path: string,
    body: Readable | Uint8Array,
    { compress = true }: { compress?: boolean } = {},
  ): Promise<StoredObject> => {
    const hash = createHash('sha256')
    let bytes = 0
    const measured = new Transform({
      transform: (chunk: Buffer, _, done) => {
        bytes += chunk.byteLength
        hash.update(chunk)
        done(null, chunk)
      },
    })
    if (output.destroyed) throw new Error('The archive was given up')
    entering = measured
    zip.addReadStream(measured, path, { compress })
    await pipeline(body instanceof Uint8Array ? Readable.from([body]) : body, measured)
    entering = null
    return { bytes, sha256: hash.digest('hex') }
  }

  return {
    output,
    add,
    finish: () => zip.end(),
    abort: (error) => {
      output.destroy(error)
    },
  }
}
