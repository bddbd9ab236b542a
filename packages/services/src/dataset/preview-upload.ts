import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { DatasetUnusable, previewUpload as previewPart } from '@assay/datasets'
import type { UploadPreview } from '@assay/datasets/schema'
import { z } from 'zod'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { AssayError } from '../errors/index.ts'
import { requireKnownEnding, safeFileName } from './receive-upload.ts'

/** A whole workbook or Parquet file may come; of a text its first part is enough. */
export const mostPreviewBytes = 4 * 1024 ** 2
/** At once in this process: each holds a small database for a moment. */
const mostPreviews = 4

export const previewUploadInput = z.strictObject({
  fileName: z.string().max(1024),
  /** Of the whole file, of which the body is the beginning. */
  bytesTotal: z.int().min(0),
})

let running = 0

/**
 * Reads the first part of a file as an ingest would, and keeps nothing of it.
 *
 * @throws AssayError `dataset_unusable` with the reader's own sentence
 */
export const previewUpload = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof previewUploadInput>,
  body: Readable,
): Promise<UploadPreview> => {
  const { fileName: givenName, bytesTotal } = previewUploadInput.parse(input)
  const fileName = safeFileName(givenName)
  requireKnownEnding(fileName)
  await inWorkspace(ctx, 'member', async () => {})
  if (running >= mostPreviews)
    throw new AssayError('overloaded', 'Many files are being previewed right now. Try again in a moment.', {
      retryAfterSeconds: 1,
    })
  running++
  const scratchDir = await mkdtemp(join(tmpdir(), 'assay-preview-'))
  const partPath = join(scratchDir, 'part')
  try {
    const bytes = await receive(body, partPath)
    return await previewPart({ partPath, fileName, isWhole: bytes >= bytesTotal, scratchDir })
  } catch (error) {
    if (error instanceof DatasetUnusable) throw new AssayError('dataset_unusable', error.message)
    throw error
  } finally {
    running--
    await rm(scratchDir, { recursive: true, force: true })
  }
}

const receive = async (body: Readable, path: string): Promise<number> => {
  let bytes = 0
  await pipeline(
    body,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        bytes += chunk.length
        if (bytes > mostPreviewBytes)
          throw new AssayError(
            'upload_too_large',
            `For a preview, send at most the first ${mostPreviewBytes / 1024 ** 2} MB of the file.`,
          )
        yield chunk
      }
    },
    createWriteStream(path),
  )
  return bytes
}
