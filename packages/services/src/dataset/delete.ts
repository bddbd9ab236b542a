import { type Tx, tables, withWorkspace } from '@assay/db'
import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { removeBatchesOver } from '../batch/sweep.ts'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type Services, type WorkspaceCtx } from '../core/context.ts'
import { enqueue, type JobPayload } from '../core/jobs.ts'
import { AssayError } from '../errors/index.ts'
import type { DeletionPreview } from '../views.ts'
import { findDataset } from './lookup.ts'
import { datasetId } from './manage.ts'
import { refusedKey } from './refused-key.ts'

export const deleteDatasetInput = z.strictObject({
  id: z.string().max(64),
  /** The dataset's name, typed by whoever deletes it. */
  confirm: z.string().max(200),
  /** Whether the models that learned from it go, too; those that stay say that their data is gone. */
  withModels: z.boolean().default(false),
})

const modelsOf = (tx: Tx, id: string) =>
  tx
    .select()
    .from(tables.model)
    .where(and(eq(tables.model.datasetId, id), isNull(tables.model.archivedAt)))

const deploymentsOf = (tx: Tx, modelIds: string[]) =>
  modelIds.length === 0
    ? Promise.resolve([])
    : tx
        .select({ name: tables.deployment.name })
        .from(tables.deployment)
        .where(and(inArray(tables.deployment.modelId, modelIds), isNull(tables.deployment.stoppedAt)))

/** What deleting a dataset would take away, and what depends on it. */
export const previewDeletion = (
  ctx: WorkspaceCtx,
  input: z.input<typeof datasetId>,
): Promise<DeletionPreview> => {
  const { id } = datasetId.parse(input)
  return inWorkspace(ctx, 'viewer', async (tx) => {
    await findDataset(tx, id)
    const models = await modelsOf(tx, id)
    const live = await deploymentsOf(
      tx,
      models.map((model) => model.id),
    )
    return {
      versions: await tx.$count(tables.datasetVersion, eq(tables.datasetVersion.datasetId, id)),
      models: models.map(({ name }) => name),
      deployments: live.map(({ name }) => name),
    }
  })
}

/**
 * Deletes a dataset for good. It is gone from sight at once; a job that survives any crash removes its files and every
 * trace of its rows. Refused while a file is being read or a model learns from it.
 */
export const deleteDataset = (
  ctx: WorkspaceCtx,
  input: z.input<typeof deleteDatasetInput>,
): Promise<void> => {
  const { id, confirm, withModels } = deleteDatasetInput.parse(input)
  const { dataset, datasetVersion, model, trainingJob } = tables
  return inWorkspace(ctx, 'admin', async (tx) => {
    await tx.select({ id: dataset.id }).from(dataset).where(eq(dataset.id, id)).for('update')
    const { name } = await findDataset(tx, id)
    if (confirm.trim() !== name.trim())
      throw new AssayError('invalid_request', `Type the dataset’s name, “${name}”, to delete it.`, {
        param: 'confirm',
      })
    const isBusy = inArray(datasetVersion.status, ['queued', 'ingesting'])
    if ((await tx.$count(datasetVersion, and(eq(datasetVersion.datasetId, id), isBusy))) > 0)
      throw new AssayError(
        'conflict',
        'A version is being read right now. Delete the dataset once that is done.',
      )
    const models = await modelsOf(tx, id)
    const modelIds = models.map((one) => one.id)
    const isLearning = and(
      inArray(trainingJob.modelId, modelIds),
      inArray(trainingJob.status, ['queued', 'running', 'cancelling']),
    )
    if (modelIds.length > 0 && (await tx.$count(trainingJob, isLearning)) > 0)
      throw new AssayError(
        'conflict',
        'A model is training on it right now. Cancel that run, or wait for it to finish.',
      )
    const [live] = withModels ? await deploymentsOf(tx, modelIds) : []
    if (live)
      throw new AssayError(
        'conflict',
        `The deployment “${live.name}” serves one of its models. Stop it first.`,
      )
    const now = ctx.now()
    await tx.update(dataset).set({ archivedAt: now, deletedAt: now }).where(eq(dataset.id, id))
    await tx
      .update(model)
      .set({ dataDeletedAt: now, ...(withModels && { archivedAt: now }) })
      .where(eq(model.datasetId, id))
    await enqueue(tx, 'dataset.purge', { workspaceId: ctx.workspaceId, datasetId: id })
    await writeAudit(
      tx,
      ctx,
      'dataset.deleted',
      { type: 'dataset', id },
      { withModels, models: models.length },
    )
  })
}

/** `dataset.purge`: files first, then what the rows say of them. Run again, it goes on where it was killed. */
export const purgeDataset = async (
  services: Services,
  { workspaceId, datasetId: id }: JobPayload<'dataset.purge'>,
): Promise<void> => {
  const { dataset, datasetVersion, labellingPlan, labellingItem, model, modelVersion, upload } = tables
  const within = <T>(work: (tx: Tx) => Promise<T>) => withWorkspace(services.dbs.app, workspaceId, work)
  const found = await within(async (tx) => {
    const [row] = await tx.select().from(dataset).where(eq(dataset.id, id))
    if (!row?.deletedAt || row.purgedAt) return null
    return {
      versions: await tx.select().from(datasetVersion).where(eq(datasetVersion.datasetId, id)),
      uploads: await tx.select({ id: upload.id }).from(upload).where(eq(upload.datasetId, id)),
      models: await tx.select().from(model).where(eq(model.datasetId, id)),
    }
  })
  if (!found) return
  for (const version of found.versions) {
    for (const key of [version.uploadKey, version.parquetKey]) if (key) await services.store.remove(key)
    // What attempts left that were overtaken.
    for (let attempt = 1; attempt <= version.attempt; attempt++)
      for (const key of [
        `${workspaceId}/datasets/${version.id}-${attempt}.parquet`,
        refusedKey({ workspaceId, id: version.id, attempt }),
      ])
        await services.store.remove(key)
  }
  const versionIds = found.versions.map((version) => version.id)
  await removeBatchesOver(services, workspaceId, versionIds)
  for (const { id: uploadId } of found.uploads)
    await services.store.remove(`${workspaceId}/uploads/${uploadId}`)
  for (const one of found.models) await purgeModel(services, workspaceId, one)
  await within((tx) => purgeCalls(tx, id))
  await within(async (tx) => {
    await tx.delete(labellingItem).where(eq(labellingItem.datasetId, id))
    await tx.delete(labellingPlan).where(eq(labellingPlan.datasetId, id))
    await tx.delete(upload).where(eq(upload.datasetId, id))
    await tx
      .update(datasetVersion)
      .set({
        status: 'failed',
        error: { code: 'dataset_deleted', message: 'The data of this version was deleted.' },
        fileName: 'deleted',
        uploadKey: null,
        parquetKey: null,
        parquetBytes: 0,
        edits: null,
        edited: null,
        options: {},
        progress: null,
        question: null,
        profile: null,
        report: null,
        examination: null,
        rowMap: null,
      })
      .where(eq(datasetVersion.datasetId, id))
    // Reports quote rows that a model got wrong, and what drift is measured by names the values of categories.
    await tx
      .update(modelVersion)
      .set({ report: sql`${modelVersion.report} || '{"worstErrors":[]}'::jsonb`, driftReference: null })
      .where(
        inArray(modelVersion.modelId, tx.select({ id: model.id }).from(model).where(eq(model.datasetId, id))),
      )
    await tx
      .update(dataset)
      .set({ name: 'Deleted dataset', purgedAt: services.now() })
      .where(eq(dataset.id, id))
  })
}

/** Of a model that goes with its data, the bundles, and what its rows quote. */
const purgeModel = async (
  services: Services,
  workspaceId: string,
  { id, archivedAt, dataDeletedAt }: typeof tables.model.$inferSelect,
): Promise<void> => {
  const wentAlong = archivedAt !== null && archivedAt.getTime() === dataDeletedAt?.getTime()
  if (!wentAlong) return
  const { modelVersion } = tables
  const versions = await withWorkspace(services.dbs.app, workspaceId, (tx) =>
    tx.select().from(modelVersion).where(eq(modelVersion.modelId, id)),
  )
  for (const { artifactKey } of versions) await services.store.remove(artifactKey)
  await withWorkspace(services.dbs.app, workspaceId, (tx) =>
    tx
      .update(modelVersion)
      .set({ manifest: sql`${modelVersion.manifest} || '{"example":""}'::jsonb` })
      .where(eq(modelVersion.modelId, id)),
  )
}

/**
 * What was kept of calls to the dataset's models: inputs, answers, how they compared with the data, and what was said
 * of them. Usage stays.
 */
const purgeCalls = async (tx: Tx, datasetId: string): Promise<void> => {
  const {
    capturedPrediction,
    deployment,
    driftAlert,
    driftMeasurement,
    driftSketch,
    feedback,
    model,
    requestLog,
  } = tables
  const own = tx
    .select({ id: deployment.id })
    .from(deployment)
    .innerJoin(model, eq(model.id, deployment.modelId))
    .where(eq(model.datasetId, datasetId))
  await tx.delete(capturedPrediction).where(inArray(capturedPrediction.deploymentId, own))
  await tx.delete(feedback).where(inArray(feedback.deploymentId, own))
  await tx.delete(requestLog).where(inArray(requestLog.deploymentId, own))
  for (const kept of [driftAlert, driftMeasurement, driftSketch])
    await tx.delete(kept).where(inArray(kept.deploymentId, own))
}
