import { newId, type Tx, tables } from '@assay/db'
import { type DecisionPolicy, policyProblem } from '@assay/ml-core/schema'
import { eq } from 'drizzle-orm'
import { writeAudit } from '../core/audit.ts'
import type { WorkspaceCtx } from '../core/context.ts'
import { notifyChange } from '../core/notify.ts'
import { AssayError, NotFound } from '../errors/index.ts'
import { manifestOf } from '../model/present.ts'
import { findModelVersion } from '../model/read.ts'
import { emitWebhook } from '../webhook/emit.ts'
import type { Traffic } from './traffic.ts'

/** What a revision fixes. */
export type RevisionContent = {
  modelVersionId: string
  policy: DecisionPolicy | null
  traffic: Traffic | null
  reason: string | null
}

export const lockDeployment = async (tx: Tx, id: string) => {
  const [found] = await tx.select().from(tables.deployment).where(eq(tables.deployment.id, id)).for('update')
  if (!found) throw new NotFound('deployment', id)
  return found
}

export type Locked = Awaited<ReturnType<typeof lockDeployment>>

/** Locked, so that no model is archived in the moment in which something begins to serve it. */
export const requireServable = async (tx: Tx, modelId: string): Promise<void> => {
  const { model } = tables
  const [found] = await tx
    .select({ archivedAt: model.archivedAt })
    .from(model)
    .where(eq(model.id, modelId))
    .for('share')
  if (!found) throw new NotFound('model', modelId)
  if (found.archivedAt) throw new AssayError('conflict', 'The model of this version is archived.')
}

/** A version of the model that the deployment serves. */
export const requireVersionOf = async (tx: Tx, modelId: string, modelVersionId: string) => {
  const version = await findModelVersion(tx, modelVersionId)
  if (version.modelId !== modelId)
    throw new AssayError('invalid_request', 'That version belongs to another model.', {
      param: 'modelVersionId',
    })
  return version
}

/** Thresholds and costs name the labels of one version. */
export const requireFitting = (
  policy: DecisionPolicy | null,
  version: Parameters<typeof manifestOf>[0],
): void => {
  if (policy === null) return
  const { labels, task } = manifestOf(version)
  const problem =
    task === 'multi'
      ? 'This version returns any number of labels by its own thresholds, so it takes no policy.'
      : policyProblem(policy, labels)
  if (problem) throw new AssayError('invalid_request', problem, { param: 'policy' })
}

export const insertRevision = async (
  tx: Tx,
  ctx: WorkspaceCtx,
  deploymentId: string,
  revision: number,
  content: RevisionContent,
): Promise<void> => {
  await tx.insert(tables.deploymentRevision).values({
    id: newId('rev'),
    workspaceId: ctx.workspaceId,
    deploymentId,
    revision,
    ...content,
    createdBy: ctx.actor.type === 'user' ? ctx.actor.id : null,
  })
  await notifyChange(tx, { topic: 'deployment', workspaceId: ctx.workspaceId, id: deploymentId })
}

/** The next revision of a locked deployment: written, told to the gateways and audited with its reason. */
export const revise = async (
  tx: Tx,
  ctx: WorkspaceCtx,
  current: { id: string; revision: number },
  content: RevisionContent,
  action: string,
): Promise<{ revision: number }> => {
  const revision = current.revision + 1
  const { modelVersionId, policy, traffic, reason } = content
  await tx
    .update(tables.deployment)
    .set({ modelVersionId, policy, traffic, revision, updatedAt: ctx.now() })
    .where(eq(tables.deployment.id, current.id))
  await insertRevision(tx, ctx, current.id, revision, content)
  const about = {
    modelVersionId,
    revision,
    ...(policy && { policy }),
    ...(traffic && { traffic }),
    ...(reason && { reason }),
  }
  await writeAudit(tx, ctx, action, { type: 'deployment', id: current.id }, about)
  const event =
    action === 'deployment.canary_promoted' || action === 'deployment.canary_rolled_back'
      ? action
      : 'deployment.changed'
  const told = { deploymentId: current.id, revision, modelVersionId, action, reason }
  await emitWebhook(tx, ctx.workspaceId, event, told, ctx.now())
  return { revision }
}
