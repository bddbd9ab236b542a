import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { notifyChange } from '../core/notify.ts'
import { NotFound } from '../errors/index.ts'
import { continueSolution } from '../solution/continue.ts'

export const trainingId = z.strictObject({ id: z.string().max(64) })

/** A queued job ends at once; a running one is told through the change notice. A finished one stays as it is. */
export const cancelTraining = (ctx: WorkspaceCtx, input: z.input<typeof trainingId>): Promise<void> => {
  const { id } = trainingId.parse(input)
  const { trainingJob } = tables
  return inWorkspace(ctx, 'member', async (tx) => {
    const [job] = await tx.select().from(trainingJob).where(eq(trainingJob.id, id)).for('update')
    if (!job) throw new NotFound('training job', id)
    if (job.status !== 'queued' && job.status !== 'running') return
    await tx
      .update(trainingJob)
      .set(
        job.status === 'queued' ? { status: 'cancelled', finishedAt: ctx.now() } : { status: 'cancelling' },
      )
      .where(eq(trainingJob.id, id))
    await notifyChange(tx, {
      topic: 'training_job',
      workspaceId: ctx.workspaceId,
      id,
      modelId: job.modelId,
    })
    await continueSolution(tx, { trainingJobId: id })
    await writeAudit(tx, ctx, 'training.cancelled', { type: 'training_job', id })
  })
}
