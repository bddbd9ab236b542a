import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { tables } from '@assay/db'
import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'
import { AssayError } from '../errors/index.ts'
import { cutSegments } from './cut-segments.ts'
import { findUpload, nextExpiry, piecesPrefix, type UploadRow } from './lookup.ts'

/** What a lost connection or a killed process can cost at the most: it is in memory and in no store yet. */
const segmentBytes = 8 * 1024 ** 2
/** Should the process die between the last byte and the version, a worker finishes after this. */
const finishedByWorkerAfterMs = 120_000
const mostPieces = 20_000

const appendInput = z.strictObject({
  id: z.string().max(64),
  /** Where in the file the body begins. */
  offset: z.int().min(0),
  /** Of the body; where it does not match, nothing of the body is kept. */
  checksum: z.strictObject({ algorithm: z.enum(['sha1', 'sha256', 'md5']), digest: z.base64() }).optional(),
})

type Piece = { start: number; bytes: number; key: string }

const misplaced = (wanted: number, given: number): AssayError =>
  new AssayError(
    'conflict',
    `The upload continues at byte ${wanted}, not at ${given}. Ask for its offset first.`,
    {
      param: 'upload-offset',
    },
  )

/** Counts stored pieces as received, if they are the ones that come next: of two writers one goes on. */
const accept = (ctx: WorkspaceCtx, upload: UploadRow, pieces: Piece[]): Promise<void> =>
  inWorkspace(ctx, 'member', async (tx) => {
    const [first, last] = [pieces[0], pieces.at(-1)]
    if (!first || !last) return
    const end = last.start + last.bytes
    const moved = await tx
      .update(tables.upload)
      .set({ bytesReceived: end, expiresAt: nextExpiry(ctx.now()) })
      .where(
        and(
          eq(tables.upload.id, upload.id),
          eq(tables.upload.bytesReceived, first.start),
          isNull(tables.upload.datasetVersionId),
        ),
      )
      .returning({ id: tables.upload.id })
    if (moved.length === 0) throw misplaced((await findUpload(tx, ctx, upload.id)).bytesReceived, first.start)
    const { uploadPiece } = tables
    if ((await tx.$count(uploadPiece, eq(uploadPiece.uploadId, upload.id))) >= mostPieces)
      throw new AssayError('rate_limited', 'The file arrives in too many small pieces. Send larger ones.')
    await tx
      .insert(uploadPiece)
      .values(pieces.map((piece) => ({ ...piece, workspaceId: ctx.workspaceId, uploadId: upload.id })))
    if (end === upload.bytesTotal)
      await enqueue(
        tx,
        'upload.finish',
        { workspaceId: ctx.workspaceId, uploadId: upload.id },
        { runAt: new Date(Date.now() + finishedByWorkerAfterMs) },
      )
  })

/**
 * Takes the next bytes of an upload. They count once they are durable; of a body that breaks off, those count
 * that arrived, unless it came with a checksum. Resolves to the offset that is wanted next.
 */
export const appendToUpload = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof appendInput>,
  body: Readable,
): Promise<{ bytesReceived: number; bytesTotal: number }> => {
  const { id, offset, checksum } = appendInput.parse(input)
  const upload = await inWorkspace(ctx, 'member', (tx) => findUpload(tx, ctx, id))
  if (upload.multipartId)
    throw new AssayError('conflict', 'Send the parts of this upload straight to the object store.')
  if (upload.bytesReceived !== offset) throw misplaced(upload.bytesReceived, offset)

  const hash = checksum && createHash(checksum.algorithm)
  let end = offset
  let waiting: Piece[] = []
  try {
    for await (const { chunks, bytes } of cutSegments(body, segmentBytes)) {
      if (end + bytes > upload.bytesTotal)
        throw new AssayError(
          'upload_too_large',
          `The upload declared ${upload.bytesTotal} bytes, but more than that arrived.`,
          { param: 'upload-length' },
        )
      const key = `${piecesPrefix(upload)}/${end}-${randomBytes(6).toString('hex')}`
      waiting.push({ start: end, bytes, key })
      await ctx.store.put(key, Readable.from(chunks))
      for (const chunk of chunks) hash?.update(chunk)
      end += bytes
      if (hash) continue
      await accept(ctx, upload, waiting)
      waiting = []
    }
    if (hash && hash.digest('base64') !== checksum?.digest)
      throw new AssayError('checksum_mismatch', 'The bytes were changed in transit. Send them again.', {
        param: 'upload-checksum',
      })
    if (waiting.length > 0) await accept(ctx, upload, waiting)
  } catch (error) {
    await Promise.all(waiting.map(({ key }) => ctx.store.remove(key)))
    throw error
  }
  return { bytesReceived: end, bytesTotal: upload.bytesTotal }
}
