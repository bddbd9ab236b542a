import { type Tx, tables } from '@assay/db'
import { desc, eq } from 'drizzle-orm'
import { writeAudit } from '../core/audit.ts'
import type { WorkspaceCtx } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'
import { notifyChange } from '../core/notify.ts'
import type { StoredObject } from '../core/ports.ts'
import { findDataset } from './lookup.ts'

export type ReceivedUpload = { id: string; number: number; status: 'queued'; bytes: number; sha256: string }

/** Where every way in ends: the stored file becomes the dataset's next version, and its ingest is queued. */
export const queueVersion = async (
  tx: Tx,
  ctx: WorkspaceCtx,
  file: {
    id: string
    datasetId: string
    fileName: string
    uploadKey: string
    options: Record<string, unknown>
    stored: StoredObject
  },
): Promise<ReceivedUpload> => {
  const { id, datasetId, fileName, uploadKey, options, stored } = file
  const { dataset, datasetVersion } = tables
  // The lock numbers versions without gaps or clashes.
  await tx.select({ id: dataset.id }).from(dataset).where(eq(dataset.id, datasetId)).for('update')
  // It may have been archived while the bytes arrived.
  await findDataset(tx, datasetId)
  const [last] = await tx
    .select({ number: datasetVersion.number })
    .from(datasetVersion)
    .where(eq(datasetVersion.datasetId, datasetId))
    .orderBy(desc(datasetVersion.number))
    .limit(1)
  const number = (last?.number ?? 0) + 1
  await tx.insert(datasetVersion).values({
    id,
    workspaceId: ctx.workspaceId,
    datasetId,
    number,
    status: 'queued',
    fileName,
    uploadKey,
    uploadBytes: stored.bytes,
    uploadSha256: stored.sha256,
    options,
  })
  await enqueue(tx, 'dataset.ingest', { workspaceId: ctx.workspaceId, datasetVersionId: id })
  await notifyChange(tx, { topic: 'dataset_version', workspaceId: ctx.workspaceId, id, datasetId })
  await writeAudit(tx, ctx, 'dataset.uploaded', { type: 'dataset_version', id }, { fileName, ...stored })
  return { id, number, status: 'queued', ...stored }
}
