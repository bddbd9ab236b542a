import { newId, tables } from '@assay/db'
import { desc, eq } from 'drizzle-orm'
import type { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'
import { notifyChange } from '../core/notify.ts'
import { AssayError } from '../errors/index.ts'
import { chooseColumnsInput } from './choose-columns.ts'
import { findDataset, findDatasetVersion } from './lookup.ts'

/** Makes a new version of the same file with other columns; the version that was read before stays as it is. */
export const readAgain = (
  ctx: WorkspaceCtx,
  input: z.input<typeof chooseColumnsInput>,
): Promise<{ id: string; number: number }> => {
  const { versionId, ...options } = chooseColumnsInput.parse(input)
  return inWorkspace(ctx, 'member', async (tx) => {
    const { dataset, datasetVersion } = tables
    const row = await findDatasetVersion(tx, versionId)
    if (!row.uploadKey || (row.status !== 'ready' && row.status !== 'failed'))
      throw new AssayError('conflict', `This version is ${row.status}; it can be read anew once it is done.`)
    // The lock numbers versions without gaps or clashes.
    await tx.select({ id: dataset.id }).from(dataset).where(eq(dataset.id, row.datasetId)).for('update')
    await findDataset(tx, row.datasetId)
    const [last] = await tx
      .select({ number: datasetVersion.number })
      .from(datasetVersion)
      .where(eq(datasetVersion.datasetId, row.datasetId))
      .orderBy(desc(datasetVersion.number))
      .limit(1)
    const number = (last?.number ?? 0) + 1
    const id = newId('dsv')
    const { workspaceId, datasetId, fileName, uploadKey, uploadBytes, uploadSha256 } = row
    const file = { workspaceId, datasetId, fileName, uploadKey, uploadBytes, uploadSha256 }
    await tx.insert(datasetVersion).values({ ...file, id, number, status: 'queued', options })
    await enqueue(tx, 'dataset.ingest', { workspaceId, datasetVersionId: id })
    await notifyChange(tx, { topic: 'dataset_version', workspaceId, id, datasetId })
    await writeAudit(tx, ctx, 'dataset.read_again', { type: 'dataset_version', id }, options)
    return { id, number }
  })
}
