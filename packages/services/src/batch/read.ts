import { tables } from '@assay/db'
import { desc, eq } from 'drizzle-orm'
import type { z } from 'zod'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { type Page, pageInput } from '../core/page.ts'
import { NotFound } from '../errors/index.ts'
import type { BatchView } from '../views.ts'
import { batchId, presentBatch, selectBatches } from './lookup.ts'

/** The newest first. */
export const listBatches = (
  ctx: WorkspaceCtx,
  input: z.input<typeof pageInput>,
): Promise<Page<BatchView>> => {
  const { offset, limit } = pageInput.parse(input)
  const { batch } = tables
  return inWorkspace(ctx, 'viewer', async (tx) => {
    const rows = await selectBatches(tx)
      .orderBy(desc(batch.createdAt), desc(batch.id))
      .limit(limit)
      .offset(offset)
    return { items: rows.map(presentBatch), total: await tx.$count(batch) }
  })
}

export const getBatch = (ctx: WorkspaceCtx, input: z.input<typeof batchId>): Promise<BatchView> => {
  const { id } = batchId.parse(input)
  return inWorkspace(ctx, 'viewer', async (tx) => {
    const [row] = await selectBatches(tx).where(eq(tables.batch.id, id))
    if (!row) throw new NotFound('batch', id)
    return presentBatch(row)
  })
}
