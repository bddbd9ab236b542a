import { isDeepStrictEqual } from 'node:util'
import { newId, type Tx, tables } from '@assay/db'
import { decisionPolicySchema } from '@assay/ml-core/schema'
import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { notifyChange } from '../core/notify.ts'
import { plainText } from '../core/page.ts'
import { findModelVersion } from '../model/read.ts'
import { emitWebhook } from '../webhook/emit.ts'
import {
  insertRevision,
  lockDeployment,
  requireFitting,
  requireServable,
  requireVersionOf,
  revise,
} from './revise.ts'

export const deploymentId = z.strictObject({ id: z.string().max(64) })

export const createDeploymentInput = z.strictObject({
  name: plainText(80),
  modelVersionId: z.string().max(64),
  policy: decisionPolicySchema.nullable().default(null),
})

/** Within the caller's transaction. */
export const insertDeployment = async (
  tx: Tx,
  ctx: WorkspaceCtx,
  { name, modelVersionId, policy }: z.output<typeof createDeploymentInput>,
): Promise<{ id: string }> => {
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
  await insertRevision(tx, ctx, id, 1, { modelVersionId, policy, traffic: null, reason: null })
  const about = { name, modelVersionId, ...(policy && { policy }) }
  await writeAudit(tx, ctx, 'deployment.created', { type: 'deployment', id }, about)
  return { id }
}

export const createDeployment = (
  ctx: WorkspaceCtx,
  input: z.input<typeof createDeploymentInput>,
): Promise<{ id: string }> => {
  const parsed = createDeploymentInput.parse(input)
  return inWorkspace(ctx, 'member', (tx) => insertDeployment(tx, ctx, parsed))
}

export const deployInput = z.strictObject({
  id: z.string().max(64),
  modelVersionId: z.string().max(64),
  /** Left out: the most probable label is answered, always. */
  policy: decisionPolicySchema.nullable().default(null),
})

/**
 * Points the deployment at a version of its model and a way to decide: a newer one deploys, an older one rolls
 * back. Both are fixed with the revision. It has all of the traffic: a canary or a shadow ends.
 */
export const deploy = (
  ctx: WorkspaceCtx,
  input: z.input<typeof deployInput>,
): Promise<{ revision: number }> => {
  const { id, modelVersionId, policy } = deployInput.parse(input)
  return inWorkspace(ctx, 'member', async (tx) => {
    const current = await lockDeployment(tx, id)
    const version = await requireVersionOf(tx, current.modelId, modelVersionId)
    const unchanged =
      current.modelVersionId === modelVersionId &&
      current.traffic === null &&
      isDeepStrictEqual(current.policy, policy)
    if (unchanged) return { revision: current.revision }
    await requireServable(tx, version.modelId)
    requireFitting(policy, version)
    const content = { modelVersionId, policy, traffic: null, reason: null }
    return revise(tx, ctx, current, content, 'deployment.deployed')
  })
}

const setStopped = (ctx: WorkspaceCtx, id: string, stopped: boolean): Promise<void> =>
  inWorkspace(ctx, 'member', async (tx) => {
    const { modelId, revision, modelVersionId } = await lockDeployment(tx, id)
    if (!stopped) await requireServable(tx, modelId)
    await tx
      .update(tables.deployment)
      .set({ stoppedAt: stopped ? sql`coalesce(stopped_at, ${ctx.now().toISOString()}::timestamptz)` : null })
      .where(eq(tables.deployment.id, id))
    await notifyChange(tx, { topic: 'deployment', workspaceId: ctx.workspaceId, id })
    const action = stopped ? 'deployment.stopped' : 'deployment.started'
    await writeAudit(tx, ctx, action, { type: 'deployment', id })
    await emitWebhook(
      tx,
      ctx.workspaceId,
      'deployment.changed',
      { deploymentId: id, revision, modelVersionId, action, reason: null },
      ctx.now(),
    )
  })

export const stopDeployment = (ctx: WorkspaceCtx, input: z.input<typeof deploymentId>): Promise<void> =>
  setStopped(ctx, deploymentId.parse(input).id, true)

export const startDeployment = (ctx: WorkspaceCtx, input: z.input<typeof deploymentId>): Promise<void> =>
  setStopped(ctx, deploymentId.parse(input).id, false)
