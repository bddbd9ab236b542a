import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { newId, tables } from '@assay/db'
import { asc, eq } from 'drizzle-orm'
import { asSystem, inWorkspace, type Services, type WorkspaceCtx } from '../core/context.ts'
import type { JobPayload } from '../core/jobs.ts'
import type { StoredObject } from '../core/ports.ts'
import { queueVersion } from '../dataset/queue-version.ts'
import { AssayError } from '../errors/index.ts'
import { discardUpload } from './abandon.ts'
import { countDirectBytes, directKey, joinParts } from './direct.ts'
import { type UploadId, uploadId } from './input.ts'
import { findUpload, piecesPrefix, type UploadRow } from './lookup.ts'

/** The pieces in order, each opened when the one before it has ended. */
async function* readPieces(ctx: WorkspaceCtx, keys: string[]): AsyncGenerator<Uint8Array> {
  for (const key of keys) yield* await ctx.store.stream(key)
}

const joinPieces = async (ctx: WorkspaceCtx, upload: UploadRow, target: string): Promise<StoredObject> => {
  const { uploadPiece } = tables
  const pieces = await inWorkspace(ctx, 'member', (tx) =>
    tx.select().from(uploadPiece).where(eq(uploadPiece.uploadId, upload.id)).orderBy(asc(uploadPiece.start)),
  )
  const keys = pieces.map(({ key }) => key)
  return ctx.store.put(target, Readable.from(readPieces(ctx, keys), { objectMode: false }))
}

const requireSound = (upload: UploadRow, stored: StoredObject): void => {
  if (stored.bytes !== upload.bytesTotal)
    throw new Error(`Upload ${upload.id} has ${stored.bytes} bytes where ${upload.bytesTotal} were received`)
  if (upload.sha256 && upload.sha256 !== stored.sha256)
    throw new AssayError(
      'checksum_mismatch',
      `The file arrived with the SHA-256 ${stored.sha256}, not ${upload.sha256}. Send it again.`,
      { param: 'sha256' },
    )
}

const findVersion = (ctx: WorkspaceCtx, id: string): Promise<string | null> =>
  inWorkspace(ctx, 'member', async (tx) => {
    const { upload } = tables
    const [row] = await tx.select({ version: upload.datasetVersionId }).from(upload).where(eq(upload.id, id))
    return row?.version ?? null
  })

/**
 * Makes the dataset version of an upload whose bytes are all there: joined, checked, and queued in one transaction,
 * once, however often and by however many it is asked. What is refused here is gone: it would be refused again.
 */
export const finishUpload = async (
  ctx: WorkspaceCtx,
  input: UploadId,
): Promise<{ datasetVersionId: string }> => {
  const { id } = uploadId.parse(input)
  const upload = await inWorkspace(ctx, 'member', (tx) => findUpload(tx, ctx, id))
  if (upload.datasetVersionId) return { datasetVersionId: upload.datasetVersionId }
  const isDirect = upload.multipartId !== null
  const received = isDirect ? await countDirectBytes(ctx, upload) : upload.bytesReceived
  if (received < upload.bytesTotal)
    throw new AssayError(
      'conflict',
      `${received} of ${upload.bytesTotal} bytes have arrived. Send the rest first.`,
    )
  const uploadKey = isDirect
    ? directKey(upload)
    : `${ctx.workspaceId}/uploads/${id}-${randomBytes(4).toString('hex')}`
  let kept = false
  try {
    const stored = isDirect ? await joinParts(ctx, upload) : await joinPieces(ctx, upload, uploadKey)
    requireSound(upload, stored)
    const finished = await inWorkspace(ctx, 'member', async (tx) => {
      const now = await findUpload(tx, ctx, id, { lock: true })
      if (now.datasetVersionId) return { datasetVersionId: now.datasetVersionId, isOurs: false }
      const { datasetId, fileName, options } = upload
      const version = { id: newId('dsv'), datasetId, fileName, uploadKey, options, stored }
      const { id: datasetVersionId } = await queueVersion(tx, ctx, version)
      await tx.update(tables.upload).set({ datasetVersionId }).where(eq(tables.upload.id, id))
      await tx.delete(tables.uploadPiece).where(eq(tables.uploadPiece.uploadId, id))
      return { datasetVersionId, isOurs: true }
    })
    kept = finished.isOurs
    await ctx.store.remove(piecesPrefix(upload))
    return { datasetVersionId: finished.datasetVersionId }
  } catch (error) {
    // Another who finished it meanwhile has taken the pieces away from under us.
    const made = await findVersion(ctx, id)
    if (made) return { datasetVersionId: made }
    if (error instanceof AssayError) await discardUpload(ctx, upload)
    throw error
  } finally {
    // What came straight to the store is the sender's one copy; only a refusal drops it.
    if (!kept && !isDirect) await ctx.store.remove(uploadKey)
  }
}

/** `upload.finish`: for uploads whose process died after their last byte. */
export const finishUploadJob = async (
  services: Services,
  job: JobPayload<'upload.finish'>,
): Promise<void> => {
  try {
    await finishUpload(asSystem(services, job.workspaceId), { id: job.uploadId })
  } catch (error) {
    // Refused as the sender would have been refused, or no longer there: nothing is left to do.
    if (!(error instanceof AssayError)) throw error
  }
}
