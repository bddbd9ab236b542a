import { type KeptMap, keptMapSchema } from '@assay/datasets/schema'
import { type Tx, tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import type { z } from 'zod'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'
import { AssayError, NotFound } from '../errors/index.ts'
import { datasetId } from './manage.ts'

/** What fails so often fails for good, until somebody asks again. */
const mapAttempts = 3

const readMap = async (tx: Tx, id: string, lock: boolean) => {
  const { datasetVersion } = tables
  const query = tx
    .select({ status: datasetVersion.status, rowMap: datasetVersion.rowMap })
    .from(datasetVersion)
    .where(eq(datasetVersion.id, id))
  const [found] = await (lock ? query.for('update') : query)
  if (!found) throw new NotFound('dataset version', id)
  return { status: found.status, map: found.rowMap === null ? null : keptMapSchema.parse(found.rowMap) }
}

/** A version's map, or how far it is; null where nobody has asked for it. */
export const getMap = (ctx: WorkspaceCtx, input: z.input<typeof datasetId>): Promise<KeptMap | null> => {
  const { id } = datasetId.parse(input)
  return inWorkspace(ctx, 'viewer', async (tx) => (await readMap(tx, id, false)).map)
}

/** Has a map of a ready version drawn, once; one that failed is tried again. */
export const requestMap = (ctx: WorkspaceCtx, input: z.input<typeof datasetId>): Promise<KeptMap> => {
  const { id } = datasetId.parse(input)
  return inWorkspace(ctx, 'member', async (tx) => {
    const { status, map } = await readMap(tx, id, true)
    if (status !== 'ready')
      throw new AssayError('conflict', `This version is ${status}; it can be drawn once it is ready.`)
    if (map && map.status !== 'failed') return map
    const queued: KeptMap = { status: 'queued' }
    await tx.update(tables.datasetVersion).set({ rowMap: queued }).where(eq(tables.datasetVersion.id, id))
    await enqueue(
      tx,
      'dataset.map',
      { workspaceId: ctx.workspaceId, datasetVersionId: id },
      { maxAttempts: mapAttempts },
    )
    return queued
  })
}
