import { type Tx, tables } from '@assay/db'
import { and, eq, ne } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type OperatorCtx, type WorkspaceCtx } from '../core/context.ts'
import { AssayError } from '../errors/index.ts'
import { day, longText } from './fields.ts'
import { queueMilestoneInvoice } from './queue-invoice.ts'
import { lockMilestone, moveEngagement, requireActive } from './rows.ts'
import { tell } from './tell.ts'

const milestoneId = z.string().max(64)

export const moveMilestoneInput = z.strictObject({
  milestoneId,
  /** `done` is the tenant's to say. */
  state: z.enum(['todo', 'in_progress', 'in_review']).optional(),
  dueOn: day.nullable().optional(),
})

const stateWords = { todo: 'to do', in_progress: 'in progress', in_review: 'delivered, for your review' }

/** Moves a milestone over the board, or to another day. Where it reaches `in_review` the tenant is asked to accept it. */
export const moveMilestone = (ctx: OperatorCtx, input: z.input<typeof moveMilestoneInput>): Promise<void> => {
  const { milestoneId: id, state, dueOn } = moveMilestoneInput.parse(input)
  return ctx.dbs.platform.transaction(async (tx) => {
    const { engagement, milestone } = await lockMilestone(tx, id)
    requireActive(engagement)
    if (milestone.state === 'done')
      throw new AssayError('conflict', 'This milestone is accepted and invoiced: it can no longer be moved.')
    await tx
      .update(tables.engagementMilestone)
      .set({ state: state ?? milestone.state, dueOn: dueOn === undefined ? milestone.dueOn : dueOn })
      .where(eq(tables.engagementMilestone.id, id))
    await moveEngagement(tx, engagement.id, {}, ctx.now())
    const scope = { actor: ctx.actor, workspaceId: engagement.workspaceId }
    await writeAudit(
      tx,
      scope,
      'milestone.moved',
      { type: 'engagement', id: engagement.id },
      { id, state, dueOn },
    )
    const moved =
      state !== undefined && state !== milestone.state ? stateWords[state] : `due ${dueOn ?? 'on no day'}`
    await tell(tx, ctx, engagement, {
      side: 'operator',
      text: `“${milestone.title}” is ${moved}.`,
      milestoneId: id,
    })
  })
}

export const acceptMilestoneInput = z.strictObject({ milestoneId })

const completeWhenDone = async (tx: Tx, engagementId: string, at: Date): Promise<boolean> => {
  const { engagementMilestone } = tables
  const open = await tx.$count(
    engagementMilestone,
    and(eq(engagementMilestone.engagementId, engagementId), ne(engagementMilestone.state, 'done')),
  )
  await moveEngagement(tx, engagementId, open === 0 ? { state: 'completed' } : {}, at)
  return open === 0
}

/** The tenant's yes to what was delivered, once: its invoice is queued with it. The last one completes the service. */
export const acceptMilestone = (
  ctx: WorkspaceCtx,
  input: z.input<typeof acceptMilestoneInput>,
): Promise<void> => {
  const { milestoneId: id } = acceptMilestoneInput.parse(input)
  return inWorkspace(ctx, 'admin', async (tx) => {
    const { engagement, milestone } = await lockMilestone(tx, id)
    if (milestone.state === 'done') throw new AssayError('conflict', 'This milestone is already accepted.')
    requireActive(engagement)
    if (milestone.state !== 'in_review')
      throw new AssayError('conflict', 'This milestone is not delivered yet. It can be accepted when it is.')
    const at = ctx.now()
    const acceptedBy = ctx.actor.type === 'user' ? ctx.actor.id : null
    await tx
      .update(tables.engagementMilestone)
      .set({ state: 'done', acceptedAt: at, acceptedBy })
      .where(eq(tables.engagementMilestone.id, id))
    await queueMilestoneInvoice(tx, engagement, milestone, at)
    const completed = await completeWhenDone(tx, engagement.id, at)
    await tell(tx, ctx, engagement, {
      side: 'tenant',
      text: `Accepted “${milestone.title}”.${completed ? ' The service is completed.' : ''}`,
      milestoneId: id,
    })
    const detail = { milestoneId: id, amountMinor: milestone.amountMinor.toString() }
    await writeAudit(tx, ctx, 'milestone.accepted', { type: 'engagement', id: engagement.id }, detail)
  })
}

export const askForChangesInput = z.strictObject({
  milestoneId,
  text: longText(5_000).min(1, 'Describe what should change.'),
})

/** The tenant's no to what was delivered: the milestone goes back into work. */
export const askForChanges = (
  ctx: WorkspaceCtx,
  input: z.input<typeof askForChangesInput>,
): Promise<void> => {
  const { milestoneId: id, text } = askForChangesInput.parse(input)
  return inWorkspace(ctx, 'member', async (tx) => {
    const { engagement, milestone } = await lockMilestone(tx, id)
    if (milestone.state !== 'in_review')
      throw new AssayError('conflict', 'This milestone is not waiting for an answer.')
    await tx
      .update(tables.engagementMilestone)
      .set({ state: 'in_progress' })
      .where(eq(tables.engagementMilestone.id, id))
    await moveEngagement(tx, engagement.id, {}, ctx.now())
    await tell(tx, ctx, engagement, {
      side: 'tenant',
      text: `Asked for changes to “${milestone.title}”: ${text}`,
      milestoneId: id,
    })
    const detail = { milestoneId: id }
    await writeAudit(tx, ctx, 'milestone.changes_asked', { type: 'engagement', id: engagement.id }, detail)
  })
}
