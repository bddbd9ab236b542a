import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import type { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'
import { AssayError } from '../errors/index.ts'
import type { BatchView } from '../views.ts'
import { batchId, lockBatch, tellBatch } from './lookup.ts'
import { getBatch } from './read.ts'

/** What waits ends at once, what runs after the stretch that it is at; its results stay. A finished one stays as it is. */
export const cancelBatch = async (ctx: WorkspaceCtx, input: z.input<typeof batchId>): Promise<BatchView> => {
  const { id } = batchId.parse(input)
  const { batch } = tables
  await inWorkspace(ctx, 'member', async (tx) => {
    const { status } = await lockBatch(tx, id)
    if (status !== 'queued' && status !== 'running' && status !== 'partial') return
    await tx
      .update(batch)
      .set(status === 'running' ? { status: 'cancelling' } : { status: 'cancelled', finishedAt: ctx.now() })
      .where(eq(batch.id, id))
    await tellBatch(tx, { workspaceId: ctx.workspaceId, id })
    await writeAudit(tx, ctx, 'batch.cancelled', { type: 'batch', id })
  })
  return getBatch(ctx, { id })
}

/** Goes on where a batch stopped for want of predictions. What runs or is done stays as it is. */
export const resumeBatch = async (ctx: WorkspaceCtx, input: z.input<typeof batchId>): Promise<BatchView> => {
  const { id } = batchId.parse(input)
  const { workspaceId } = ctx
  await inWorkspace(ctx, 'member', async (tx) => {
    const { status, removedAt } = await lockBatch(tx, id)
    if (!removedAt && (status === 'queued' || status === 'running' || status === 'succeeded')) return
    if (status !== 'partial' || removedAt)
      throw new AssayError(
        'conflict',
        `This batch is ${removedAt ? 'gone' : status}; only a partial one can be resumed.`,
      )
    await tx
      .update(tables.batch)
      .set({ status: 'queued', error: null, finishedAt: null })
      .where(eq(tables.batch.id, id))
    await enqueue(tx, 'batch.run', { workspaceId, batchId: id }, { key: `batch/${id}` })
    await tellBatch(tx, { workspaceId, id })
    await writeAudit(tx, ctx, 'batch.resumed', { type: 'batch', id })
  })
  return getBatch(ctx, { id })
}
