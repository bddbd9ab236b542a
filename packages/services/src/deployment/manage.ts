import { isDeepStrictEqual } from 'node:util'
import { newId, type Tx, tables } from '@assay/db'
import { type DecisionPolicy, decisionPolicySchema, policyProblem } from '@assay/ml-core/schema'
import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { notifyChange } from '../core/notify.ts'
import { plainText } from '../core/page.ts'
import { AssayError, NotFound } from '../errors/index.ts'
import { manifestOf } from '../model/present.ts'
import { findModelVersion } from '../model/read.ts'

export const deploymentId = z.strictObject({ id: z.string().max(64) })

export const createDeploymentInput = z.strictObject({
  name: plainText(80),
  modelVersionId: z.string().max(64),
  policy: decisionPolicySchema.nullable().default(null),
})

const writeRevision = async (
  tx: Tx,
  ctx: WorkspaceCtx,
  target: { deploymentId: string; revision: number; modelVersionId: string; policy: DecisionPolicy | null },
): Promise<void> => {
  await tx.insert(tables.deploymentRevision).values({
    id: newId('rev'),
    workspaceId: ctx.workspaceId,
    ...target,
    createdBy: ctx.actor.type === 'user' ? ctx.actor.id : null,
  })
  await notifyChange(tx, { topic: 'deployment', workspaceId: ctx.workspaceId, id: target.deploymentId })
}

export const createDeployment = (
  ctx: WorkspaceCtx,
  input: z.input<typeof createDeploymentInput>,
): Promise<{ id: string }> => {
  const { name, modelVersionId, policy } = createDeploymentInput.parse(input)
  return inWorkspace(ctx, 'member', async (tx) => {
    const version = await findModelVersion(tx, modelVersionId)
    await requireServable(tx, version.modelId)
    requireFitting(policy, version)
    const id = newId('dep')
    await tx.insert(tables.deployment).values({
      id,
      workspaceId: ctx.workspaceId,
      modelId: version.modelId,
      modelVersionId,
      policy,
      name,
    })
    await writeRevision(tx, ctx, { deploymentId: id, revision: 1, modelVersionId, policy })
    const about = { name, modelVersionId, ...(policy && { policy }) }
    await writeAudit(tx, ctx, 'deployment.created', { type: 'deployment', id }, about)
    return { id }
  })
}

/** Thresholds and costs name the labels of one version. */
const requireFitting = (policy: DecisionPolicy | null, version: Parameters<typeof manifestOf>[0]): void => {
  if (policy === null) return
  const { labels, task } = manifestOf(version)
  const problem =
    task === 'multi'
      ? 'This version answers any number of labels by thresholds of its own; it takes no policy.'
      : policyProblem(policy, labels)
  if (problem) throw new AssayError('invalid_request', problem, { param: 'policy' })
}

/** Locked, so that no model is archived in the moment in which something begins to serve it. */
const requireServable = async (tx: Tx, modelId: string): Promise<void> => {
  const { model } = tables
  const [found] = await tx
    .select({ archivedAt: model.archivedAt })
    .from(model)
    .where(eq(model.id, modelId))
    .for('share')
  if (!found) throw new NotFound('model', modelId)
  if (found.archivedAt) throw new AssayError('conflict', 'The model of this version is archived.')
}

const lockDeployment = async (tx: Tx, id: string) => {
  const [found] = await tx.select().from(tables.deployment).where(eq(tables.deployment.id, id)).for('update')
  if (!found) throw new NotFound('deployment', id)
  return found
}

export const deployInput = z.strictObject({
  id: z.string().max(64),
  modelVersionId: z.string().max(64),
  /** Left out: the most probable label is answered, always. */
  policy: decisionPolicySchema.nullable().default(null),
})

/**
 * Points the deployment at a version of its model and a way to decide: a newer one deploys, an older one rolls
 * back. Both are fixed with the revision.
 */
export const deploy = (
  ctx: WorkspaceCtx,
  input: z.input<typeof deployInput>,
): Promise<{ revision: number }> => {
  const { id, modelVersionId, policy } = deployInput.parse(input)
  return inWorkspace(ctx, 'member', async (tx) => {
    const current = await lockDeployment(tx, id)
    const version = await findModelVersion(tx, modelVersionId)
    if (version.modelId !== current.modelId)
      throw new AssayError('invalid_request', 'That version belongs to another model.', {
        param: 'modelVersionId',
      })
    const unchanged = current.modelVersionId === modelVersionId && isDeepStrictEqual(current.policy, policy)
    if (unchanged) return { revision: current.revision }
    await requireServable(tx, version.modelId)
    requireFitting(policy, version)
    const revision = current.revision + 1
    await tx
      .update(tables.deployment)
      .set({ modelVersionId, policy, revision, updatedAt: ctx.now() })
      .where(eq(tables.deployment.id, id))
    await writeRevision(tx, ctx, { deploymentId: id, revision, modelVersionId, policy })
    const about = { modelVersionId, revision, ...(policy && { policy }) }
    await writeAudit(tx, ctx, 'deployment.deployed', { type: 'deployment', id }, about)
    return { revision }
  })
}

const setStopped = (ctx: WorkspaceCtx, id: string, stopped: boolean): Promise<void> =>
  inWorkspace(ctx, 'member', async (tx) => {
    const { modelId } = await lockDeployment(tx, id)
    if (!stopped) await requireServable(tx, modelId)
    await tx
      .update(tables.deployment)
      .set({ stoppedAt: stopped ? sql`coalesce(stopped_at, ${ctx.now().toISOString()}::timestamptz)` : null })
      .where(eq(tables.deployment.id, id))
    await notifyChange(tx, { topic: 'deployment', workspaceId: ctx.workspaceId, id })
    await writeAudit(tx, ctx, stopped ? 'deployment.stopped' : 'deployment.started', {
      type: 'deployment',
      id,
    })
  })

export const stopDeployment = (ctx: WorkspaceCtx, input: z.input<typeof deploymentId>): Promise<void> =>
  setStopped(ctx, deploymentId.parse(input).id, true)

export const startDeployment = (ctx: WorkspaceCtx, input: z.input<typeof deploymentId>): Promise<void> =>
  setStopped(ctx, deploymentId.parse(input).id, false)
