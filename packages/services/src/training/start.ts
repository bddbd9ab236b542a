import { newId, type Tx, tables } from '@assay/db'
import { type TaskKind, trainingConfigSchema } from '@assay/ml-core/schema'
import { and, count, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { checkPlanLimit, settleSearchBudget } from '../billing/index.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { plainText } from '../core/page.ts'
import { findDatasetVersion } from '../dataset/lookup.ts'
import { readProfile } from '../dataset/present.ts'
import { AssayError, NotFound } from '../errors/index.ts'
import { queueRun } from './queue-run.ts'

export const startTrainingInput = z.strictObject({
  datasetVersionId: z.string().max(64),
  /** A new version of this model; absent: a new model. */
  modelId: z.string().max(64).optional(),
  /** Of the new model; absent: the dataset's name. */
  name: plainText(120).optional(),
  /** Making a version smaller is a verb of its own. */
  config: trainingConfigSchema.omit({ compression: true }).partial().default({}),
})

type Target = { modelId: string; isNew: boolean }

const chooseModel = async (
  tx: Tx,
  ctx: WorkspaceCtx,
  input: z.output<typeof startTrainingInput>,
  dataset: { id: string; kind: TaskKind },
): Promise<Target> => {
  const { model } = tables
  if (input.modelId) {
    const [found] = await tx
      .select({ id: model.id, kind: model.kind })
      .from(model)
      .where(and(eq(model.id, input.modelId), isNull(model.archivedAt)))
    if (!found) throw new NotFound('model', input.modelId)
    if (found.kind !== dataset.kind)
      throw new AssayError(
        'invalid_request',
        `This model takes ${found.kind} inputs and the dataset holds ${dataset.kind} rows. Train a new model instead.`,
        { param: 'modelId' },
      )
    return { modelId: found.id, isNew: false }
  }
  await requireModelPlace(tx, ctx.workspaceId)
  return { modelId: newId('mdl'), isNew: true }
}

/** @throws AssayError `plan_limit` where the plan has no room for a further model. */
export const requireModelPlace = async (tx: Tx, workspaceId: string): Promise<void> => {
  const { model } = tables
  const [models] = await tx.select({ count: count() }).from(model).where(isNull(model.archivedAt))
  await checkPlanLimit(tx, workspaceId, 'models', (models?.count ?? 0) + 1)
}

/** A run goes on from a version of the model that it trains; whether labels and columns fit, the data show. */
const requireSameModel = async (tx: Tx, versionId: string, modelId: string): Promise<void> => {
  const { modelVersion } = tables
  const [found] = await tx
    .select({ modelId: modelVersion.modelId })
    .from(modelVersion)
    .where(eq(modelVersion.id, versionId))
  if (!found) throw new NotFound('model version', versionId)
  if (found.modelId === modelId) return
  throw new AssayError('invalid_request', 'Training can only continue from a version of the same model.', {
    param: 'config.warmStart',
  })
}

/** Limit check, model, job row and queued job within the caller's transaction. */
export const queueTraining = async (
  tx: Tx,
  ctx: WorkspaceCtx,
  input: z.output<typeof startTrainingInput>,
): Promise<{ jobId: string; modelId: string }> => {
  // Two starts at once must not both take the plan's last place.
  await tx
    .select({ id: tables.workspace.id })
    .from(tables.workspace)
    .where(eq(tables.workspace.id, ctx.workspaceId))
    .for('update')
  const version = await findDatasetVersion(tx, input.datasetVersionId)
  const profile = readProfile(version)
  if (version.status !== 'ready' || !profile)
    throw new AssayError(
      'conflict',
      `This dataset version is ${version.status}. Training can start once it is ready.`,
      { param: 'datasetVersionId' },
    )
  await checkPlanLimit(tx, ctx.workspaceId, 'trainingMinutesPerMonth', 0)
  const { modelId, isNew } = await chooseModel(tx, ctx, input, {
    id: version.datasetId,
    kind: profile.kind,
  })
  const config = trainingConfigSchema.parse(input.config)
  if (config.warmStart) await requireSameModel(tx, config.warmStart.modelVersionId, modelId)
  const search = config.search && (await settleSearchBudget(tx, ctx.workspaceId, config.search))
  if (isNew) {
    const [dataset] = await tx
      .select({ name: tables.dataset.name })
      .from(tables.dataset)
      .where(eq(tables.dataset.id, version.datasetId))
    await tx.insert(tables.model).values({
      id: modelId,
      workspaceId: ctx.workspaceId,
      datasetId: version.datasetId,
      name: input.name ?? dataset?.name ?? 'Model',
      kind: profile.kind,
    })
  }
  const run = {
    modelId,
    datasetVersionId: version.id,
    config: { ...config, ...(search && { search }) },
  }
  const jobId = await queueRun(tx, ctx, run, { action: 'training.started' })
  return { jobId, modelId }
}

export const startTraining = (
  ctx: WorkspaceCtx,
  given: z.input<typeof startTrainingInput>,
): Promise<{ jobId: string; modelId: string }> => {
  const input = startTrainingInput.parse(given)
  return inWorkspace(ctx, 'member', (tx) => queueTraining(tx, ctx, input))
}
