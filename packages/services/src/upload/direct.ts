import { createHash } from 'node:crypto'
import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import type { DirectUploads, StoredObject } from '../core/ports.ts'
import { AssayError } from '../errors/index.ts'
import { findUpload, nextExpiry, type UploadRow } from './lookup.ts'

/** Of every part but the last. */
export const directPartBytes = 8 * 1024 ** 2

/** Where the file lies once its parts are one. */
export const directKey = (upload: Pick<UploadRow, 'workspaceId' | 'id'>): string =>
  `${upload.workspaceId}/uploads/${upload.id}`

const requireDirect = (
  ctx: WorkspaceCtx,
  upload: UploadRow,
): { direct: DirectUploads; multipartId: string } => {
  const { direct } = ctx.store
  if (!direct || !upload.multipartId)
    throw new AssayError(
      'conflict',
      'Send the bytes of this upload through this server, not straight to the store.',
    )
  return { direct, multipartId: upload.multipartId }
}

const partBytesOf = (upload: UploadRow, number: number): number =>
  Math.min(directPartBytes, upload.bytesTotal - (number - 1) * directPartBytes)

/** How much has arrived without a gap, as the object store tells it. */
export const countDirectBytes = async (ctx: WorkspaceCtx, upload: UploadRow): Promise<number> => {
  const { direct, multipartId } = requireDirect(ctx, upload)
  const parts = await direct.parts(directKey(upload), multipartId)
  if (parts === 'complete') return upload.bytesTotal
  const bytesOf = new Map(parts.map(({ number, bytes }) => [number, bytes]))
  let received = 0
  for (let number = 1; received < upload.bytesTotal; number++) {
    if (bytesOf.get(number) !== partBytesOf(upload, number)) break
    received += partBytesOf(upload, number)
  }
  return received
}

const signPartInput = z.strictObject({
  id: z.string().max(64),
  number: z.int().min(1).max(10_000),
  /** Base64, of the part. */
  sha256: z.base64().length(44),
})

/** An address under which this one part, and nothing else, may be put for an hour. */
export const signUploadPart = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof signPartInput>,
): Promise<{ url: string }> => {
  const { id, number, sha256 } = signPartInput.parse(input)
  const upload = await inWorkspace(ctx, 'member', async (tx) => {
    const found = await findUpload(tx, ctx, id)
    await tx
      .update(tables.upload)
      .set({ expiresAt: nextExpiry(ctx.now()) })
      .where(eq(tables.upload.id, id))
    return found
  })
  const { direct, multipartId } = requireDirect(ctx, upload)
  if (upload.datasetVersionId || partBytesOf(upload, number) <= 0)
    throw new AssayError('conflict', 'This upload has no such part.', { param: 'number' })
  return { url: await direct.sign(directKey(upload), multipartId, { number, sha256 }) }
}

/** Makes one object of the parts, and reads it back: its size and checksum are those of what will be ingested. */
export const joinParts = async (ctx: WorkspaceCtx, upload: UploadRow): Promise<StoredObject> => {
  const { direct, multipartId } = requireDirect(ctx, upload)
  const key = directKey(upload)
  await direct.complete(key, multipartId)
  const hash = createHash('sha256')
  let bytes = 0
  for await (const piece of await ctx.store.stream(key)) {
    hash.update(piece)
    bytes += piece.length
  }
  return { bytes, sha256: hash.digest('hex') }
}

/**
 * Nothing of it stays in the object store, neither parts nor the whole. Where this way was closed meanwhile, the
 * bucket's own rule for incomplete uploads takes the parts.
 */
export const dropDirect = async (ctx: WorkspaceCtx, upload: UploadRow): Promise<void> => {
  if (upload.multipartId) await ctx.store.direct?.abort(directKey(upload), upload.multipartId)
  await ctx.store.remove(directKey(upload))
}
