import { tables } from '@assay/db'
import { compressionMethodSchema, compressionsOf, trainingConfigSchema } from '@assay/ml-core/schema'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { checkPlanLimit } from '../billing/index.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { AssayError } from '../errors/index.ts'
import { manifestOf } from '../model/present.ts'
import { findModel, findModelVersion } from '../model/read.ts'
import { queueRun } from './queue-run.ts'

export const compressModelVersionInput = z.strictObject({
  id: z.string().max(64),
  method: compressionMethodSchema,
  /** `pruned`: share of the features that stay. */
  keep: z.number().min(0.01).max(0.95).optional(),
})

/**
 * Queues a run that makes a version smaller and publishes it as the model's next one; the version itself stays as it
 * is. The run has the settings that the version was trained with.
 */
export const compressModelVersion = (
  ctx: WorkspaceCtx,
  given: z.input<typeof compressModelVersionInput>,
): Promise<{ jobId: string; modelId: string }> => {
  const { id, method, keep } = compressModelVersionInput.parse(given)
  return inWorkspace(ctx, 'member', async (tx) => {
    // As at any start of a training: two at once must not both take the last minutes.
    await tx
      .select({ id: tables.workspace.id })
      .from(tables.workspace)
      .where(eq(tables.workspace.id, ctx.workspaceId))
      .for('update')
    const version = await findModelVersion(tx, id)
    const model = await findModel(tx, version.modelId)
    const { family, config: own } = manifestOf(version)
    if (!compressionsOf(model.kind, family).includes(method))
      throw new AssayError('invalid_request', `A model of the family ${family} cannot be ${method}.`, {
        param: 'method',
      })
    await checkPlanLimit(tx, ctx.workspaceId, 'trainingMinutesPerMonth', 0)
    const { search: _search, ...settings } = own
    const config = trainingConfigSchema.parse({
      ...settings,
      compression: {
        modelVersionId: id,
        versionNumber: version.number,
        method,
        ...(keep !== undefined && { keep }),
      },
    })
    const run = { modelId: model.id, datasetVersionId: version.datasetVersionId, config }
    const detail = { modelVersionId: id, method }
    const jobId = await queueRun(tx, ctx, run, { action: 'model_version.compression_started', detail })
    return { jobId, modelId: model.id }
  })
}
