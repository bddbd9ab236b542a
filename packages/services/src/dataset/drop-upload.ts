import { ingestOptionsSchema } from '@assay/datasets/schema'
import { type Tx, tables, withWorkspace } from '@assay/db'
import { asc, eq } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { asSystem, inWorkspace, type Services, type WorkspaceCtx } from '../core/context.ts'
import { enqueue, type JobPayload } from '../core/jobs.ts'
import { notifyChange } from '../core/notify.ts'
import { AssayError } from '../errors/index.ts'
import { type DatasetVersionRow, findDatasetVersion, versionColumns } from './lookup.ts'
import { refusedKey } from './refused-key.ts'

export const dropUploadInput = z.strictObject({ versionId: z.string().max(64) })

export const uploadDropped = (at: Date): AssayError =>
  new AssayError(
    'conflict',
    `The uploaded file was deleted on ${at.toISOString().slice(0, 10)}. Upload it again to re-read it.`,
  )

const inProgress = new Set<DatasetVersionRow['status']>(['receiving', 'queued', 'ingesting', 'needs_label'])

/** Every version that was read from the file, locked in one order. */
const lockReadersOf = (tx: Tx, uploadKey: string): Promise<DatasetVersionRow[]> => {
  const { datasetVersion } = tables
  const found = tx.select(versionColumns).from(datasetVersion).where(eq(datasetVersion.uploadKey, uploadKey))
  return found.orderBy(asc(datasetVersion.id)).for('update')
}

/** The rows say that it is gone and a job takes it away, in one transaction: no crash leaves it lying about. */
const markDropped = async (
  tx: Tx,
  ctx: WorkspaceCtx,
  row: DatasetVersionRow,
  readers: readonly DatasetVersionRow[],
): Promise<void> => {
  const { datasetVersion } = tables
  const { workspaceId } = ctx
  await tx
    .update(datasetVersion)
    .set({ uploadDroppedAt: ctx.now() })
    .where(eq(datasetVersion.uploadKey, row.uploadKey ?? ''))
  await enqueue(tx, 'dataset.drop_upload', { workspaceId, datasetVersionId: row.id })
  for (const { id, datasetId } of readers)
    await notifyChange(tx, { topic: 'dataset_version', workspaceId, id, datasetId })
  const { fileName, uploadBytes, uploadSha256 } = row
  const details = { fileName, bytes: uploadBytes, sha256: uploadSha256 }
  await writeAudit(tx, ctx, 'dataset.upload_dropped', { type: 'dataset_version', id: row.id }, details)
}

/**
 * Takes the uploaded file away. Its versions stay as they are, but it can never be read again. Done twice it changes
 * nothing. Refused while a version is still being read from it.
 */
export const dropUpload = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof dropUploadInput>,
): Promise<void> => {
  const { versionId } = dropUploadInput.parse(input)
  const key = await inWorkspace(ctx, 'admin', async (tx) => {
    const { uploadKey } = await findDatasetVersion(tx, versionId)
    if (!uploadKey)
      throw new AssayError('conflict', 'This version was made by edits and has no uploaded file of its own.')
    const readers = await lockReadersOf(tx, uploadKey)
    const row = readers.find(({ id }) => id === versionId)
    if (!row || row.uploadDroppedAt) return uploadKey
    // Read once more: a version may have been queued while the rows were waited for.
    const unread = (await lockReadersOf(tx, uploadKey)).find(({ status }) => inProgress.has(status))
    if (unread)
      throw new AssayError(
        'conflict',
        `Version ${unread.number} is ${unread.status}: it still needs the uploaded file. Delete the file once it is done.`,
      )
    await markDropped(tx, ctx, row, readers)
    return uploadKey
  })
  await ctx.store.remove(key)
}

/** Within the transaction that finishes a version: drops its upload where that was asked for and nobody else reads it. */
export const dropIfAsked = async (
  tx: Tx,
  services: Services,
  { workspaceId, id, attempt }: { workspaceId: string; id: string; attempt: number },
): Promise<void> => {
  const { uploadKey } = await findDatasetVersion(tx, id)
  if (!uploadKey) return
  // Twice: a version may have been queued while the rows were waited for.
  await lockReadersOf(tx, uploadKey)
  const readers = await lockReadersOf(tx, uploadKey)
  // An attempt that was overtaken leaves the file to the one that overtook it.
  const row = readers.find((one) => one.id === id && one.attempt === attempt && one.status === 'ingesting')
  const asked = readers.some(({ options }) => ingestOptionsSchema.parse(options).dropUpload)
  const others = readers.some((one) => one.id !== id && inProgress.has(one.status))
  if (row && asked && !others && !row.uploadDroppedAt)
    await markDropped(tx, asSystem(services, workspaceId), row, readers)
}

/** `dataset.drop_upload`: the file itself and what was refused of it, once the rows say that it is gone. */
export const removeDroppedUpload = async (
  services: Services,
  job: JobPayload<'dataset.drop_upload'>,
): Promise<void> => {
  const dropped = await withWorkspace(services.dbs.app, job.workspaceId, async (tx) => {
    const { datasetVersion } = tables
    const [row] = await tx.select().from(datasetVersion).where(eq(datasetVersion.id, job.datasetVersionId))
    if (!row?.uploadDroppedAt || !row.uploadKey) return null
    const isReader = eq(datasetVersion.uploadKey, row.uploadKey)
    return { key: row.uploadKey, readers: await tx.select().from(datasetVersion).where(isReader) }
  })
  if (!dropped) return
  await services.store.remove(dropped.key)
  for (const reader of dropped.readers) await services.store.remove(refusedKey(reader))
}
