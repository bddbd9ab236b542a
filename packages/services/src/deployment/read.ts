import { type Tx, tables } from '@assay/db'
import type { DecisionPolicy } from '@assay/ml-core/schema'
import { and, desc, eq, ilike, inArray, sql } from 'drizzle-orm'
import { z } from 'zod'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { containing, type Page, pageInput } from '../core/page.ts'
import { NotFound } from '../errors/index.ts'
import { manifestOf, summariseModelVersion } from '../model/present.ts'
import type { DeploymentDetail, DeploymentView } from '../views.ts'
import { dataHandlingOf } from './data-handling.ts'
import { deploymentId } from './manage.ts'
import { goldOf, trafficOf } from './traffic.ts'

const select = (tx: Tx) => {
  const { deployment, model, modelVersion } = tables
  return tx
    .select({ deployment, version: modelVersion, modelName: model.name, kind: model.kind })
    .from(deployment)
    .innerJoin(model, eq(model.id, deployment.modelId))
    .innerJoin(modelVersion, eq(modelVersion.id, deployment.modelVersionId))
}
type Row = Awaited<ReturnType<typeof select>>[number]

/** Predictions of each deployment in the newest period. */
const countUsage = async (tx: Tx, ids: string[]): Promise<Map<string, number>> => {
  if (ids.length === 0) return new Map()
  const { usageEvent } = tables
  const rows = await tx
    .select({ id: usageEvent.deploymentId, total: sql<number>`sum(quantity)::float8` })
    .from(usageEvent)
    .where(
      and(
        inArray(usageEvent.deploymentId, ids),
        sql`${usageEvent.periodStart} = (select max(period_start) from quota_balance)`,
      ),
    )
    .groupBy(usageEvent.deploymentId)
  return new Map(rows.map((row) => [row.id ?? '', row.total]))
}

/** Parsed by `deploy` before it was written. */
const policyOf = (stored: unknown): DecisionPolicy | null => stored as DecisionPolicy | null

const present = (
  { deployment, version, modelName, kind }: Row,
  usage: Map<string, number>,
): DeploymentView => ({
  id: deployment.id,
  name: deployment.name,
  modelId: deployment.modelId,
  modelName,
  kind,
  revision: deployment.revision,
  policy: policyOf(deployment.policy),
  version: summariseModelVersion(version),
  stoppedAt: deployment.stoppedAt,
  createdAt: deployment.createdAt,
  updatedAt: deployment.updatedAt,
  predictionsThisPeriod: usage.get(deployment.id) ?? 0,
})

export const listDeploymentsInput = pageInput.extend({ search: z.string().max(200).optional() })

export const listDeployments = (
  ctx: WorkspaceCtx,
  input: z.input<typeof listDeploymentsInput>,
): Promise<Page<DeploymentView>> => {
  const { offset, limit, search } = listDeploymentsInput.parse(input)
  const { deployment } = tables
  const where = search ? ilike(deployment.name, containing(search)) : undefined
  return inWorkspace(ctx, 'viewer', async (tx) => {
    const rows = await select(tx)
      .where(where)
      .orderBy(desc(tables.deployment.createdAt), desc(tables.deployment.id))
      .limit(limit)
      .offset(offset)
    const usage = await countUsage(
      tx,
      rows.map((row) => row.deployment.id),
    )
    return { items: rows.map((row) => present(row, usage)), total: await tx.$count(deployment, where) }
  })
}

export const getDeployment = (
  ctx: WorkspaceCtx,
  input: z.input<typeof deploymentId>,
): Promise<DeploymentDetail> => {
  const { id } = deploymentId.parse(input)
  const { deploymentRevision, modelVersion } = tables
  return inWorkspace(ctx, 'viewer', async (tx) => {
    const [row] = await select(tx).where(eq(tables.deployment.id, id))
    if (!row) throw new NotFound('deployment', id)
    const revisions = await tx
      .select({
        revision: deploymentRevision.revision,
        modelVersionId: deploymentRevision.modelVersionId,
        versionNumber: modelVersion.number,
        policy: deploymentRevision.policy,
        traffic: deploymentRevision.traffic,
        reason: deploymentRevision.reason,
        byPerson: sql<boolean>`${deploymentRevision.createdBy} is not null`,
        createdAt: deploymentRevision.createdAt,
      })
      .from(deploymentRevision)
      .innerJoin(modelVersion, eq(modelVersion.id, deploymentRevision.modelVersionId))
      .where(eq(deploymentRevision.deploymentId, id))
      .orderBy(desc(deploymentRevision.revision))
      .limit(100)
    return {
      ...present(row, await countUsage(tx, [id])),
      endpoint: `${ctx.publicUrl}/v1/predict/${id}`,
      huggingFaceEndpoint: `${ctx.publicUrl}/hf/${id}`,
      manifest: manifestOf(row.version),
      dataHandling: dataHandlingOf(row.deployment.dataHandling),
      publicStatus: row.deployment.publicStatus,
      traffic: trafficOf(row.deployment.traffic),
      gold: goldOf(row.deployment.gold),
      hasSla: (await tx.$count(tables.dedicatedTerms, eq(tables.dedicatedTerms.deploymentId, id))) > 0,
      revisions: revisions.map((row) => ({
        ...row,
        policy: policyOf(row.policy),
        traffic: trafficOf(row.traffic),
      })),
    }
  })
}
