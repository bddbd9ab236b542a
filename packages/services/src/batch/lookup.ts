import { type Tx, tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { trimDecimal } from '../billing/plan-rows.ts'
import { notifyChange } from '../core/notify.ts'
import { NotFound } from '../errors/index.ts'
import type { BatchView } from '../views.ts'

export const batchId = z.strictObject({ id: z.string().max(64) })

export type BatchRow = typeof tables.batch.$inferSelect

/** Everything that belongs to a batch lies below this. */
export const batchFolder = ({ workspaceId, id }: Pick<BatchRow, 'workspaceId' | 'id'>): string =>
  `${workspaceId}/batches/${id}`

/** Locked, so that whoever changes its status sees the one before. */
export const lockBatch = async (tx: Tx, id: string): Promise<BatchRow> => {
  const [found] = await tx.select().from(tables.batch).where(eq(tables.batch.id, id)).for('update')
  if (!found) throw new NotFound('batch', id)
  return found
}

export const tellBatch = (tx: Tx, { workspaceId, id }: Pick<BatchRow, 'workspaceId' | 'id'>): Promise<void> =>
  notifyChange(tx, { topic: 'batch', workspaceId, id })

export const selectBatches = (tx: Tx) => {
  const { batch, deployment, modelVersion } = tables
  return tx
    .select({ batch, deploymentName: deployment.name, versionNumber: modelVersion.number })
    .from(batch)
    .innerJoin(deployment, eq(deployment.id, batch.deploymentId))
    .innerJoin(modelVersion, eq(modelVersion.id, batch.modelVersionId))
}

export const presentBatch = ({
  batch,
  deploymentName,
  versionNumber,
}: Awaited<ReturnType<typeof selectBatches>>[number]): BatchView => ({
  id: batch.id,
  deploymentId: batch.deploymentId,
  deploymentName,
  modelVersionId: batch.modelVersionId,
  versionNumber,
  status: batch.status,
  sourceName: batch.sourceName,
  datasetVersionId: batch.datasetVersionId,
  rowsTotal: batch.rowsTotal,
  rowsDone: batch.rowsDone,
  rowsRefused: batch.rowsRefused,
  predictions: batch.predictions,
  cost: batch.currency === null ? null : { minor: trimDecimal(batch.cost), currency: batch.currency },
  unreadable: batch.unreadable,
  error: batch.error,
  createdAt: batch.createdAt,
  startedAt: batch.startedAt,
  finishedAt: batch.finishedAt,
  expiresAt: batch.expiresAt,
  removed: batch.removedAt !== null,
})
