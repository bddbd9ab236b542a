import { newId, type Tx, tables } from '@assay/db'
import { and, eq, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import type { OperatorCtx } from '../core/context.ts'
import { notifyChange } from '../core/notify.ts'
import { NotFound } from '../errors/index.ts'
import { lockEngagement, lockMilestone } from './rows.ts'

export const linkDeliverableInput = z.strictObject({
  milestoneId: z.string().max(64),
  kind: z.enum(['dataset', 'model', 'deployment']),
  subjectId: z.string().max(64),
})

/** That the subject is of the engagement's own workspace; the operator sees all of them. */
const requireOwn = async (tx: Tx, workspaceId: string, kind: string, id: string): Promise<void> => {
  const { dataset, model, deployment } = tables
  const table = kind === 'dataset' ? dataset : kind === 'model' ? model : deployment
  const own: SQL | undefined = and(eq(table.id, id), eq(table.workspaceId, workspaceId))
  if ((await tx.$count(table, own)) === 0) throw new NotFound('deliverable', id)
}

/** Ties what was delivered for a milestone to it: a dataset, a model or a deployment of the workspace. */
export const linkDeliverable = (
  ctx: OperatorCtx,
  input: z.input<typeof linkDeliverableInput>,
): Promise<{ id: string }> => {
  const { milestoneId, kind, subjectId } = linkDeliverableInput.parse(input)
  return ctx.dbs.platform.transaction(async (tx) => {
    const { engagement } = await lockMilestone(tx, milestoneId)
    const { workspaceId } = engagement
    await requireOwn(tx, workspaceId, kind, subjectId)
    const id = newId('elk')
    const at = ctx.now()
    const link = { id, workspaceId, engagementId: engagement.id, milestoneId, createdAt: at }
    const subject =
      kind === 'dataset'
        ? { datasetId: subjectId }
        : kind === 'model'
          ? { modelId: subjectId }
          : { deploymentId: subjectId }
    await tx.insert(tables.engagementLink).values({ ...link, ...subject })
    await notifyChange(tx, { topic: 'engagement', workspaceId, id: engagement.id })
    return { id }
  })
}

export const unlinkDeliverableInput = z.strictObject({ linkId: z.string().max(64) })

export const unlinkDeliverable = (
  ctx: OperatorCtx,
  input: z.input<typeof unlinkDeliverableInput>,
): Promise<void> => {
  const { linkId } = unlinkDeliverableInput.parse(input)
  const { engagementLink } = tables
  return ctx.dbs.platform.transaction(async (tx) => {
    const [link] = await tx.select().from(engagementLink).where(eq(engagementLink.id, linkId))
    if (!link) throw new NotFound('deliverable', linkId)
    const engagement = await lockEngagement(tx, link.engagementId)
    await tx.delete(engagementLink).where(eq(engagementLink.id, linkId))
    await notifyChange(tx, { topic: 'engagement', workspaceId: engagement.workspaceId, id: engagement.id })
  })
}
