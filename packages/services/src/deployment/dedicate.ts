import { newId, type Tx, tables } from '@assay/db'
import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import type { OperatorCtx } from '../core/context.ts'
import { notifyChange } from '../core/notify.ts'
import { tell } from '../engagement/tell.ts'
import { NotFound } from '../errors/index.ts'
import type { DedicatedTermsView, OperatorDeployment } from '../views.ts'
import { type Locked, lockDeployment } from './revise.ts'

const { dedicatedTerms, deployment, engagement } = tables
const inForce = isNull(dedicatedTerms.endedAt)

export const setDedicatedInput = z.strictObject({
  deploymentId: z.string().max(64),
  /** The custom service that it is a part of; its thread tells of it. */
  engagementId: z.string().max(64).nullable().default(null),
  requestsPerSecond: z.int().min(1).max(100_000),
  availabilityBasisPoints: z.int().min(1).max(10_000),
  p95TargetMs: z.int().min(1).max(600_000),
})

export const presentTerms = (row: typeof dedicatedTerms.$inferSelect): DedicatedTermsView => ({
  engagementId: row.engagementId,
  requestsPerSecond: row.requestsPerSecond,
  availabilityBasisPoints: row.availabilityBasisPoints,
  p95TargetMs: row.p95TargetMs,
  fromAt: row.fromAt,
})

/** Every gateway hears of it with the commit, and so does whoever follows the custom service. */
const announce = async (
  tx: Tx,
  ctx: OperatorCtx,
  of: Locked,
  told: { action: string; detail: Record<string, unknown>; engagementId: string | null; text: string },
): Promise<void> => {
  const { id, workspaceId } = of
  await notifyChange(tx, { topic: 'deployment', workspaceId, id })
  await writeAudit(
    tx,
    { actor: ctx.actor, workspaceId },
    told.action,
    { type: 'deployment', id },
    told.detail,
  )
  if (told.engagementId !== null)
    await tell(tx, ctx, { id: told.engagementId, workspaceId }, { side: 'operator', text: told.text })
}

const endTerms = async (tx: Tx, ctx: OperatorCtx, deploymentId: string) => {
  const [ended] = await tx
    .update(dedicatedTerms)
    .set({ endedAt: ctx.now() })
    .where(and(eq(dedicatedTerms.deploymentId, deploymentId), inForce))
    .returning()
  return ended
}

/**
 * Gives a deployment a rate of its own and an SLA, or other ones from now on; what was agreed on before stays for the
 * months that it was in force in.
 */
export const setDedicated = (ctx: OperatorCtx, input: z.input<typeof setDedicatedInput>): Promise<void> => {
  const { deploymentId, engagementId, ...terms } = setDedicatedInput.parse(input)
  return ctx.dbs.platform.transaction(async (tx) => {
    const of = await lockDeployment(tx, deploymentId)
    const { workspaceId } = of
    const own = and(eq(engagement.id, engagementId ?? ''), eq(engagement.workspaceId, workspaceId))
    if (engagementId !== null && (await tx.$count(engagement, own)) === 0)
      throw new NotFound('service', engagementId)
    await endTerms(tx, ctx, deploymentId)
    const row = { id: newId('ddt'), workspaceId, deploymentId, engagementId, fromAt: ctx.now(), ...terms }
    await tx.insert(dedicatedTerms).values(row)
    const { requestsPerSecond, availabilityBasisPoints, p95TargetMs } = terms
    await announce(tx, ctx, of, {
      action: 'deployment.dedicated',
      detail: { ...terms, engagementId },
      engagementId,
      text: `${of.name} is dedicated: ${requestsPerSecond} calls a second, ${availabilityBasisPoints / 100} % of them answered, 95 % of those within ${p95TargetMs} ms.`,
    })
  })
}

export const endDedicatedInput = z.strictObject({ deploymentId: z.string().max(64) })

/** From now on each key's own rate holds again. Its report stays. */
export const endDedicated = (ctx: OperatorCtx, input: z.input<typeof endDedicatedInput>): Promise<void> => {
  const { deploymentId } = endDedicatedInput.parse(input)
  return ctx.dbs.platform.transaction(async (tx) => {
    const of = await lockDeployment(tx, deploymentId)
    const ended = await endTerms(tx, ctx, deploymentId)
    if (!ended) return
    await announce(tx, ctx, of, {
      action: 'deployment.dedication_ended',
      detail: {},
      engagementId: ended.engagementId,
      text: `${of.name} is no longer dedicated: the rate limit of each key applies again.`,
    })
  })
}

export const listDedicatedInput = z.strictObject({ workspaceId: z.string().max(64) })

/** A workspace's deployments, the dedicated ones first and then the newest, each with its terms. */
export const listDedicated = async (
  ctx: OperatorCtx,
  input: z.input<typeof listDedicatedInput>,
): Promise<OperatorDeployment[]> => {
  const { workspaceId } = listDedicatedInput.parse(input)
  const rows = await ctx.dbs.platform
    .select({
      id: deployment.id,
      name: deployment.name,
      terms: dedicatedTerms,
      hasSla: sql<boolean>`exists (select 1 from ${dedicatedTerms} t where t.deployment_id = ${deployment.id})`,
    })
    .from(deployment)
    .leftJoin(dedicatedTerms, and(eq(dedicatedTerms.deploymentId, deployment.id), inForce))
    .where(eq(deployment.workspaceId, workspaceId))
    .orderBy(sql`${dedicatedTerms.id} is null`, desc(deployment.createdAt), desc(deployment.id))
    .limit(200)
  return rows.map((row) => ({ ...row, terms: row.terms && presentTerms(row.terms) }))
}
