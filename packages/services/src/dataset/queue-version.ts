import { type Tx, tables } from '@assay/db'
import { desc, eq } from 'drizzle-orm'
import { writeAudit } from '../core/audit.ts'
import type { WorkspaceCtx } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'
import { notifyChange } from '../core/notify.ts'
import type { StoredObject } from '../core/ports.ts'
import { findDataset } from './lookup.ts'

export type ReceivedUpload = { id: string; number: number; status: 'queued'; bytes: number; sha256: string }

type Row = typeof tables.datasetVersion.$inferInsert

/** The dataset's next version, whatever it is made from; its ingest is queued, and who asked for it written down. */
export const addVersion = async (
  tx: Tx,
  ctx: WorkspaceCtx,
  version: Omit<Row, 'workspaceId' | 'number' | 'status'>,
  audit: { action: string; details: Record<string, unknown> },
): Promise<{ id: string; number: number }> => {
  const { id, datasetId } = version
  const { workspaceId } = ctx
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
  await tx.insert(datasetVersion).values({ ...version, workspaceId, number, status: 'queued' })
  await enqueue(tx, 'dataset.ingest', { workspaceId, datasetVersionId: id })
  await notifyChange(tx, { topic: 'dataset_version', workspaceId, id, datasetId })
  await writeAudit(tx, ctx, audit.action, { type: 'dataset_version', id }, audit.details)
  return { id, number }
}

/** Where every way in ends: the stored file becomes the dataset's next version. */
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
  const { stored, ...version } = file
  const { id, number } = await addVersion(
    tx,
    ctx,
    { ...version, uploadBytes: stored.bytes, uploadSha256: stored.sha256 },
    { action: 'dataset.uploaded', details: { fileName: file.fileName, ...stored } },
  )
  return { id, number, status: 'queued', ...stored }
}
