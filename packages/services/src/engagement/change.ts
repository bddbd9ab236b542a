import { shareTax } from '@assay/billing'
import { newId, type Tx, tables } from '@assay/db'
import { eq, max } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type OperatorCtx, type WorkspaceCtx } from '../core/context.ts'
import { AssayError, NotFound } from '../errors/index.ts'
import { requireSameContent, signature } from './answer-quote.ts'
import { type ChangeContent, changeContent, checkChange, deltaOf } from './change-content.ts'
import { longText } from './fields.ts'
import { hashContent, storedContent } from './quote-content.ts'
import {
  type EngagementRow,
  findAcceptedQuote,
  lockEngagement,
  type MilestoneRow,
  milestonesOf,
  moveEngagement,
  requireActive,
} from './rows.ts'
import { tell } from './tell.ts'

type ChangeRow = typeof tables.engagementChange.$inferSelect

const taxPercentOf = async (tx: Tx, engagementId: string): Promise<string> =>
  storedContent((await findAcceptedQuote(tx, engagementId)).content).taxPercent

export const proposeChangeInput = z.strictObject({
  id: z.string().max(64),
  title: longText(200).min(1, 'A change needs a title.'),
  reason: longText(5_000).min(1, 'Say why it is needed.'),
  content: changeContent,
})

/** Puts a change of scope and price before the tenant. Nothing changes until it is accepted. */
export const proposeChange = (
  ctx: OperatorCtx,
  input: z.input<typeof proposeChangeInput>,
): Promise<{ changeId: string; number: number }> => {
  const { id, title, reason, content } = proposeChangeInput.parse(input)
  const { engagementChange } = tables
  return ctx.dbs.platform.transaction(async (tx) => {
    const engagement = await lockEngagement(tx, id)
    requireActive(engagement)
    const taxPercent = await taxPercentOf(tx, id)
    const totals = checkChange(content, taxPercent, engagement, await milestonesOf(tx, id))
    const [last] = await tx
      .select({ number: max(engagementChange.number) })
      .from(engagementChange)
      .where(eq(engagementChange.engagementId, id))
    const number = (last?.number ?? 0) + 1
    const changeId = newId('ech')
    const contentSha256 = hashContent({ title, reason, ...content })
    await tx.insert(engagementChange).values({
      id: changeId,
      workspaceId: engagement.workspaceId,
      engagementId: id,
      number,
      title,
      reason,
      content,
      contentSha256,
      deltaMinor: totals.totalMinor,
      taxMinor: totals.taxMinor,
      createdAt: ctx.now(),
    })
    await tell(tx, ctx, engagement, { side: 'operator', text: `Proposed change ${number}: ${title}` })
    const scope = { actor: ctx.actor, workspaceId: engagement.workspaceId }
    await writeAudit(tx, scope, 'change.proposed', { type: 'engagement', id }, { changeId, contentSha256 })
    return { changeId, number }
  })
}

const lockProposed = async (
  tx: Tx,
  changeId: string,
): Promise<{ engagement: EngagementRow; change: ChangeRow }> => {
  const { engagementChange } = tables
  const byId = () => tx.select().from(engagementChange).where(eq(engagementChange.id, changeId))
  const [known] = await byId()
  if (!known) throw new NotFound('change request', changeId)
  const engagement = await lockEngagement(tx, known.engagementId)
  const [change] = await byId()
  if (change?.state !== 'proposed')
    throw new AssayError('conflict', 'This change request was already answered or withdrawn.')
  return { engagement, change }
}

const settle = async (tx: Tx, id: string, to: Partial<ChangeRow>, at: Date): Promise<void> => {
  await tx
    .update(tables.engagementChange)
    .set({ ...to, answeredAt: at })
    .where(eq(tables.engagementChange.id, id))
}

const applyMilestones = async (
  tx: Tx,
  engagement: EngagementRow,
  before: readonly MilestoneRow[],
  content: ChangeContent,
  taxes: readonly bigint[],
  at: Date,
): Promise<void> => {
  const { engagementMilestone } = tables
  let position = before.reduce((most, one) => Math.max(most, one.position), -1)
  for (const [place, one] of content.milestones.entries()) {
    const tax = taxes[place] ?? 0n
    if (one.type === 'add') {
      const { title, description, dueOn } = one
      position += 1
      await tx.insert(engagementMilestone).values({
        id: newId('ems'),
        workspaceId: engagement.workspaceId,
        engagementId: engagement.id,
        position,
        title,
        description,
        dueOn,
        amountMinor: deltaOf(one),
        taxMinor: tax,
        createdAt: at,
      })
      continue
    }
    const target = before.find(({ id }) => id === one.milestoneId)
    if (!target) throw new NotFound('milestone', one.milestoneId)
    await tx
      .update(engagementMilestone)
      .set({ amountMinor: target.amountMinor + deltaOf(one), taxMinor: target.taxMinor + tax })
      .where(eq(engagementMilestone.id, target.id))
  }
}

export const acceptChangeInput = z.strictObject({ changeId: z.string().max(64), ...signature })

/** Accepts a change with a typed signature, once: total and milestones move together. */
export const acceptChange = (
  ctx: WorkspaceCtx,
  input: z.input<typeof acceptChangeInput>,
  address: string,
): Promise<void> => {
  const { changeId, contentSha256, name } = acceptChangeInput.parse(input)
  return inWorkspace(ctx, 'admin', async (tx) => {
    const { engagement, change } = await lockProposed(tx, changeId)
    requireSameContent(contentSha256, change.contentSha256)
    requireActive(engagement)
    const at = ctx.now()
    const content = changeContent.parse(change.content)
    const before = await milestonesOf(tx, engagement.id)
    // Since it was proposed milestones may have been accepted, or other changes been agreed on.
    const totals = checkChange(content, await taxPercentOf(tx, engagement.id), engagement, before)
    const taxes = shareTax(content.milestones.map(deltaOf), totals.totalMinor, totals.taxMinor)
    await applyMilestones(tx, engagement, before, content, taxes, at)
    await moveEngagement(
      tx,
      engagement.id,
      {
        totalMinor: (engagement.totalMinor ?? 0n) + totals.totalMinor,
        taxMinor: (engagement.taxMinor ?? 0n) + totals.taxMinor,
      },
      at,
    )
    const signedBy = ctx.actor.type === 'user' ? ctx.actor.id : null
    const signed = { signedName: name, signedAddress: address.slice(0, 64), signedBy }
    await settle(tx, changeId, { state: 'accepted', ...signed }, at)
    await tell(tx, ctx, engagement, { side: 'tenant', text: `${name} accepted change ${change.number}.` })
    const detail = { changeId, contentSha256, name, address }
    await writeAudit(tx, ctx, 'change.accepted', { type: 'engagement', id: engagement.id }, detail)
  })
}

export const declineChangeInput = z.strictObject({
  changeId: z.string().max(64),
  reason: longText(2_000).min(1, 'Say why.'),
})

export const declineChange = (
  ctx: WorkspaceCtx,
  input: z.input<typeof declineChangeInput>,
): Promise<void> => {
  const { changeId, reason } = declineChangeInput.parse(input)
  return inWorkspace(ctx, 'admin', async (tx) => {
    const { engagement, change } = await lockProposed(tx, changeId)
    await settle(tx, changeId, { state: 'declined', declineReason: reason }, ctx.now())
    const text = `Declined change ${change.number}: ${reason}`
    await tell(tx, ctx, engagement, { side: 'tenant', text })
    await writeAudit(tx, ctx, 'change.declined', { type: 'engagement', id: engagement.id }, { changeId })
  })
}

export const withdrawChangeInput = z.strictObject({ changeId: z.string().max(64) })

/** Takes a proposal back that nobody has answered. */
export const withdrawChange = (
  ctx: OperatorCtx,
  input: z.input<typeof withdrawChangeInput>,
): Promise<void> => {
  const { changeId } = withdrawChangeInput.parse(input)
  return ctx.dbs.platform.transaction(async (tx) => {
    const { engagement, change } = await lockProposed(tx, changeId)
    await settle(tx, changeId, { state: 'withdrawn' }, ctx.now())
    await tell(tx, ctx, engagement, { side: 'operator', text: `Withdrew change ${change.number}.` })
    const scope = { actor: ctx.actor, workspaceId: engagement.workspaceId }
    await writeAudit(tx, scope, 'change.withdrawn', { type: 'engagement', id: engagement.id }, { changeId })
  })
}
