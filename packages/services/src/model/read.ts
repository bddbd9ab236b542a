import { type Tx, tables } from '@assay/db'
import { and, desc, eq, ilike, inArray, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { containing, type Page, pageInput } from '../core/page.ts'
import { NotFound } from '../errors/index.ts'
import type { ModelVersionSummary, ModelVersionView, ModelView } from '../views.ts'
import { manifestOf, reportOf, summariseModelVersion } from './present.ts'

export const modelId = z.strictObject({ id: z.string().max(64) })

type ModelRow = typeof tables.model.$inferSelect & { datasetName: string }

const presentAll = async (tx: Tx, rows: ModelRow[]): Promise<ModelView[]> => {
  if (rows.length === 0) return []
  const ids = rows.map((row) => row.id)
  const { modelVersion, trainingJob, deployment } = tables
  const versions = await tx
    .selectDistinctOn([modelVersion.modelId])
    .from(modelVersion)
    .where(inArray(modelVersion.modelId, ids))
    .orderBy(modelVersion.modelId, desc(modelVersion.number))
  const active = await tx
    .select({ id: trainingJob.id, modelId: trainingJob.modelId, status: trainingJob.status })
    .from(trainingJob)
    .where(
      and(
        inArray(trainingJob.modelId, ids),
        inArray(trainingJob.status, ['queued', 'running', 'cancelling']),
      ),
    )
  const deployments = await tx
    .select({
      id: deployment.id,
      name: deployment.name,
      modelId: deployment.modelId,
      modelVersionId: deployment.modelVersionId,
    })
    .from(deployment)
    .where(inArray(deployment.modelId, ids))
  return rows.map((row) => {
    const latest = versions.find((version) => version.modelId === row.id)
    const job = active.find((candidate) => candidate.modelId === row.id)
    return {
      id: row.id,
      name: row.name,
      kind: row.kind,
      datasetId: row.datasetId,
      datasetName: row.datasetName,
      dataDeletedAt: row.dataDeletedAt,
      createdAt: row.createdAt,
      latest: latest ? summariseModelVersion(latest) : null,
      activeJob: job ? { id: job.id, status: job.status } : null,
      deployments: deployments
        .filter((candidate) => candidate.modelId === row.id)
        .map(({ id, name, modelVersionId }) => ({ id, name, modelVersionId })),
    }
  })
}

const selectModels = (tx: Tx) =>
  tx
    .select({ model: tables.model, datasetName: tables.dataset.name })
    .from(tables.model)
    .innerJoin(tables.dataset, eq(tables.dataset.id, tables.model.datasetId))

export const listModelsInput = pageInput.extend({ search: z.string().max(200).optional() })

export const listModels = (
  ctx: WorkspaceCtx,
  input: z.input<typeof listModelsInput>,
): Promise<Page<ModelView>> => {
  const { offset, limit, search } = listModelsInput.parse(input)
  const where = and(
    isNull(tables.model.archivedAt),
    search ? ilike(tables.model.name, containing(search)) : undefined,
  )
  return inWorkspace(ctx, 'viewer', async (tx) => {
    const rows = await selectModels(tx)
      .where(where)
      .orderBy(desc(tables.model.createdAt), desc(tables.model.id))
      .limit(limit)
      .offset(offset)
    return {
      items: await presentAll(
        tx,
        rows.map((row) => ({ ...row.model, datasetName: row.datasetName })),
      ),
      total: await tx.$count(tables.model, where),
    }
  })
}

export const findModel = async (tx: Tx, id: string): Promise<ModelView> => {
  const [row] = await selectModels(tx).where(and(eq(tables.model.id, id), isNull(tables.model.archivedAt)))
  const [view] = row ? await presentAll(tx, [{ ...row.model, datasetName: row.datasetName }]) : []
  if (!view) throw new NotFound('model', id)
  return view
}

export const getModel = (ctx: WorkspaceCtx, input: z.input<typeof modelId>): Promise<ModelView> => {
  const { id } = modelId.parse(input)
  return inWorkspace(ctx, 'viewer', (tx) => findModel(tx, id))
}

export const listModelVersions = (
  ctx: WorkspaceCtx,
  input: z.input<typeof modelId>,
): Promise<ModelVersionSummary[]> => {
  const { id } = modelId.parse(input)
  return inWorkspace(ctx, 'viewer', async (tx) => {
    await findModel(tx, id)
    const rows = await tx
      .select()
      .from(tables.modelVersion)
      .where(eq(tables.modelVersion.modelId, id))
      .orderBy(desc(tables.modelVersion.number))
      .limit(200)
    return rows.map(summariseModelVersion)
  })
}

export const findModelVersion = async (tx: Tx, id: string) => {
  const [row] = await tx.select().from(tables.modelVersion).where(eq(tables.modelVersion.id, id))
  if (!row) throw new NotFound('model version', id)
  return row
}

export const getModelVersion = (
  ctx: WorkspaceCtx,
  input: z.input<typeof modelId>,
): Promise<ModelVersionView> => {
  const { id } = modelId.parse(input)
  return inWorkspace(ctx, 'viewer', async (tx) => {
    const row = await findModelVersion(tx, id)
    const model = await findModel(tx, row.modelId)
    return {
      ...summariseModelVersion(row),
      modelName: model.name,
      kind: model.kind,
      report: reportOf(row),
      manifest: manifestOf(row),
    }
  })
}
