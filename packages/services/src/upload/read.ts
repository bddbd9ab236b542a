import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { type UploadId, uploadId } from './input.ts'
import { findUpload, type UploadRow } from './lookup.ts'

export type UploadView = {
  id: string
  datasetId: string
  fileName: string
  bytesTotal: number
  /** The next byte that is wanted. */
  bytesReceived: number
  expiresAt: Date
  /** Once all of it has arrived and was checked. */
  datasetVersionId: string | null
}

export const presentUpload = (row: UploadRow): UploadView => ({
  id: row.id,
  datasetId: row.datasetId,
  fileName: row.fileName,
  bytesTotal: row.bytesTotal,
  bytesReceived: row.bytesReceived,
  expiresAt: row.expiresAt,
  datasetVersionId: row.datasetVersionId,
})

export const getUpload = (ctx: WorkspaceCtx, input: UploadId): Promise<UploadView> => {
  const { id } = uploadId.parse(input)
  return inWorkspace(ctx, 'member', async (tx) => presentUpload(await findUpload(tx, ctx, id)))
}
