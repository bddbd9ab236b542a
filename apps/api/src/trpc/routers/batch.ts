import {
  batchId,
  cancelBatch,
  estimateBatch,
  estimateBatchInput,
  getBatch,
  listBatches,
  resumeBatch,
  startBatch,
  startBatchInput,
} from '@assay/services/batch'
import { pageInput } from '@assay/services/core'
import { router, workspaceProcedure } from '../base.ts'
import { follow } from '../follow.ts'

export const batchRouter = router({
  list: workspaceProcedure.input(pageInput).query(({ ctx, input }) => listBatches(ctx.verb, input)),
  get: workspaceProcedure.input(batchId).query(({ ctx, input }) => getBatch(ctx.verb, input)),
  estimate: workspaceProcedure
    .input(estimateBatchInput)
    .query(({ ctx, input }) => estimateBatch(ctx.verb, input)),
  start: workspaceProcedure.input(startBatchInput).mutation(({ ctx, input }) => startBatch(ctx.verb, input)),
  cancel: workspaceProcedure.input(batchId).mutation(({ ctx, input }) => cancelBatch(ctx.verb, input)),
  resume: workspaceProcedure.input(batchId).mutation(({ ctx, input }) => resumeBatch(ctx.verb, input)),
  onList: workspaceProcedure.input(pageInput).subscription(({ ctx, input, signal }) =>
    follow(
      ctx.changes,
      signal,
      (notice) => notice.topic === 'batch' && notice.workspaceId === ctx.verb.workspaceId,
      () => listBatches(ctx.verb, input),
      () => false,
    ),
  ),
})
