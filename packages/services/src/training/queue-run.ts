import { newId, type Tx, tables } from '@assay/db'
import type { TrainingConfig } from '@assay/ml-core/schema'
import { writeAudit } from '../core/audit.ts'
import type { WorkspaceCtx } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'
import { notifyChange } from '../core/notify.ts'
import { requireRoom } from '../spend/require-room.ts'

/** Job row, queued job, notice and audit in the caller's transaction. */
export const queueRun = async (
  tx: Tx,
  ctx: WorkspaceCtx,
  run: { modelId: string; datasetVersionId: string; config: TrainingConfig },
  audit: { action: string; detail?: Record<string, unknown> },
): Promise<string> => {
  const { workspaceId, actor } = ctx
  await requireRoom(tx, workspaceId, 'training_seconds')
  const jobId = newId('job')
  await tx.insert(tables.trainingJob).values({
    ...run,
    id: jobId,
    workspaceId,
    status: 'queued',
    createdBy: actor.type === 'user' ? actor.id : null,
  })
  await enqueue(tx, 'model.train', { workspaceId, trainingJobId: jobId })
  await notifyChange(tx, { topic: 'training_job', workspaceId, id: jobId, modelId: run.modelId })
  await writeAudit(
    tx,
    ctx,
    audit.action,
    { type: 'training_job', id: jobId },
    { modelId: run.modelId, ...audit.detail },
  )
  return jobId
}
