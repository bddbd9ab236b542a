import { type Tx, tables } from '@assay/db'
import type { TrainingConfig, TrainingProgress } from '@assay/ml-core/schema'
import { and, desc, eq, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { type Page, pageInput } from '../core/page.ts'
import { NotFound } from '../errors/index.ts'
import type { TrainingJobView } from '../views.ts'
import { trainingId } from './cancel.ts'

const select = (tx: Tx, where: SQL | undefined) => {
  const { trainingJob, model, datasetVersion, dataset, modelVersion } = tables
  return tx
    .select({
      job: trainingJob,
      modelName: model.name,
      datasetName: dataset.name,
      modelVersionId: modelVersion.id,
    })
    .from(trainingJob)
    .innerJoin(model, eq(model.id, trainingJob.modelId))
    .innerJoin(datasetVersion, eq(datasetVersion.id, trainingJob.datasetVersionId))
    .innerJoin(dataset, eq(dataset.id, datasetVersion.datasetId))
    .leftJoin(modelVersion, eq(modelVersion.trainingJobId, trainingJob.id))
    .where(where)
    .orderBy(desc(trainingJob.createdAt), desc(trainingJob.id))
}

const present = ({ job, ...names }: Awaited<ReturnType<typeof select>>[number]): TrainingJobView => ({
  ...names,
  id: job.id,
  modelId: job.modelId,
  datasetVersionId: job.datasetVersionId,
  status: job.status,
  // Written by startTraining and the worker after parsing with these schemas.
  config: job.config as TrainingConfig,
  progress: job.progress as TrainingProgress | null,
  attempt: job.attempt,
  error: job.error,
  seconds: job.seconds,
  createdAt: job.createdAt,
  startedAt: job.startedAt,
  finishedAt: job.finishedAt,
})

export const getTraining = (
  ctx: WorkspaceCtx,
  input: z.input<typeof trainingId>,
): Promise<TrainingJobView> => {
  const { id } = trainingId.parse(input)
  return inWorkspace(ctx, 'viewer', async (tx) => {
    const [found] = await select(tx, eq(tables.trainingJob.id, id))
    if (!found) throw new NotFound('training job', id)
    return present(found)
  })
}

export const listTrainingsInput = pageInput.extend({ modelId: z.string().max(64).optional() })

export const listTrainings = (
  ctx: WorkspaceCtx,
  input: z.input<typeof listTrainingsInput>,
): Promise<Page<TrainingJobView>> => {
  const { offset, limit, modelId } = listTrainingsInput.parse(input)
  const where = and(modelId ? eq(tables.trainingJob.modelId, modelId) : undefined)
  return inWorkspace(ctx, 'viewer', async (tx) => {
    const rows = await select(tx, where).limit(limit).offset(offset)
    return { items: rows.map(present), total: await tx.$count(tables.trainingJob, where) }
  })
}
