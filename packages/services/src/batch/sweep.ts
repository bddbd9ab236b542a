import { type Tx, tables, withWorkspace } from '@assay/db'
import { and, eq, inArray, isNull, lt } from 'drizzle-orm'
import type { Services } from '../core/context.ts'
import { type BatchRow, batchFolder } from './lookup.ts'

const sweptAtOnce = 100

/** The row first: whatever a run would still write is refused from then on. */
const removeBatch = async (services: Services, row: BatchRow): Promise<void> => {
  const { batch, batchChunk } = tables
  await withWorkspace(services.dbs.app, row.workspaceId, async (tx) => {
    const isOpen = ['queued', 'running', 'cancelling'].includes(row.status)
    const now = services.now()
    await tx
      .update(batch)
      .set({
        removedAt: now,
        uploadKey: null,
        rowsKey: null,
        unreadable: null,
        ...(isOpen && { status: 'cancelled', finishedAt: now }),
      })
      .where(eq(batch.id, row.id))
    await tx.delete(batchChunk).where(eq(batchChunk.batchId, row.id))
  })
  await services.store.remove(batchFolder(row))
}

/** Removes rows and results of batches whose time is up; what they were and cost stays. Resolves to how many. */
export const sweepBatches = async (services: Services): Promise<number> => {
  const { batch } = tables
  const expired = await services.dbs.platform
    .select()
    .from(batch)
    .where(and(lt(batch.expiresAt, services.now()), isNull(batch.removedAt)))
    .limit(sweptAtOnce)
  for (const row of expired) await removeBatch(services, row)
  return expired.length
}

/** For data that is deleted: the results of batches over it quote its rows. */
export const removeBatchesOver = async (
  services: Services,
  workspaceId: string,
  datasetVersionIds: string[],
): Promise<void> => {
  if (datasetVersionIds.length === 0) return
  const { batch } = tables
  const rows = await withWorkspace(services.dbs.app, workspaceId, (tx: Tx) =>
    tx.select().from(batch).where(inArray(batch.datasetVersionId, datasetVersionIds)),
  )
  for (const row of rows) await removeBatch(services, row)
}
