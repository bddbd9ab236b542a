import { tables } from '@assay/db'
import { eq, lt } from 'drizzle-orm'
import { asSystem, inWorkspace, type Services, type WorkspaceCtx } from '../core/context.ts'
import { AssayError } from '../errors/index.ts'
import { dropDirect } from './direct.ts'
import { type UploadId, uploadId } from './input.ts'
import { findUpload, piecesPrefix, type UploadRow } from './lookup.ts'

/** The row first: whoever adds a piece from then on fails, and takes its piece back. */
export const discardUpload = async (ctx: WorkspaceCtx, upload: UploadRow): Promise<void> => {
  await inWorkspace(ctx, 'member', (tx) => tx.delete(tables.upload).where(eq(tables.upload.id, upload.id)))
  await ctx.store.remove(piecesPrefix(upload))
  if (upload.multipartId && !upload.datasetVersionId) await dropDirect(ctx, upload)
}

/** Takes an upload back that is not finished; what has arrived of it is removed. */
export const abandonUpload = async (ctx: WorkspaceCtx, input: UploadId): Promise<void> => {
  const { id } = uploadId.parse(input)
  const upload = await inWorkspace(ctx, 'member', (tx) => findUpload(tx, ctx, id))
  if (upload.datasetVersionId)
    throw new AssayError('conflict', 'The upload has already become a version and cannot be withdrawn.')
  await discardUpload(ctx, upload)
}

const sweptAtOnce = 100

/** Removes uploads whose time is up, with all that had arrived of them. Resolves to how many. */
export const sweepUploads = async (services: Services): Promise<number> => {
  const { upload } = tables
  const expired = await services.dbs.platform
    .select()
    .from(upload)
    .where(lt(upload.expiresAt, services.now()))
    .limit(sweptAtOnce)
  for (const row of expired) await discardUpload(asSystem(services, row.workspaceId), row)
  return expired.length
}
