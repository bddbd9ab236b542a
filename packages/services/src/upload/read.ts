import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { countDirectBytes, directPartBytes } from './direct.ts'
import { type UploadId, uploadId } from './input.ts'
import { findUpload, type UploadRow } from './lookup.ts'

export type UploadView = {
  id: string
  datasetId: string
  fileName: string
  bytesTotal: number
  /** The next byte that is wanted. */
  bytesReceived: number
  /** Of the parts that go straight to the object store; null: the bytes come through this server. */
  partBytes: number | null
  expiresAt: Date
  /** Once all of it has arrived and was checked. */
  datasetVersionId: string | null
}

export const presentUpload = (row: UploadRow): UploadView => ({
  id: row.id,
  datasetId: row.datasetId,
  fileName: row.fileName,
  bytesTotal: row.bytesTotal,
  bytesReceived: row.datasetVersionId ? row.bytesTotal : row.bytesReceived,
  partBytes: row.multipartId ? directPartBytes : null,
  expiresAt: row.expiresAt,
  datasetVersionId: row.datasetVersionId,
})

export const getUpload = async (ctx: WorkspaceCtx, input: UploadId): Promise<UploadView> => {
  const { id } = uploadId.parse(input)
  const row = await inWorkspace(ctx, 'member', (tx) => findUpload(tx, ctx, id))
  if (!row.multipartId || row.datasetVersionId) return presentUpload(row)
  return presentUpload({ ...row, bytesReceived: await countDirectBytes(ctx, row) })
}
