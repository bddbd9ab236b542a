import { type Tx, tables } from '@assay/db'
import { and, eq, isNotNull, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { findLive } from '../billing/subscription-rows.ts'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, requireRole, type WorkspaceCtx } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'
import { AssayError, NotFound } from '../errors/index.ts'
import { cancelRuns, continueBilling, pauseBilling, tellStanding } from '../tenant/halt.ts'
import type { SuspendedBilling, WorkspaceDeletionPreview } from '../views.ts'
import { dayText, eraseAtOf, waitDays } from './waiting.ts'

/** What deleting the workspace takes away, and what it costs. */
export const previewWorkspaceDeletion = (ctx: WorkspaceCtx): Promise<WorkspaceDeletionPreview> =>
  inWorkspace(ctx, 'owner', async (tx) => {
    const { apiKey, dataset, deployment, member, model } = tables
    const live = await findLive(tx, ctx.workspaceId)
    return {
      waitDays: waitDays(ctx),
      datasets: await tx.$count(dataset, isNull(dataset.archivedAt)),
      models: await tx.$count(model, isNull(model.archivedAt)),
      deployments: await tx.$count(deployment, isNull(deployment.stoppedAt)),
      keys: await tx.$count(apiKey, isNull(apiKey.revokedAt)),
      members: await tx.$count(member),
      paidPlan: live?.subscription.stripeSubscriptionId ? live.plan.name : null,
    }
  })

export const deleteWorkspaceInput = z.strictObject({
  /** The workspace's name, typed by whoever deletes it. */
  confirm: z.string().max(200),
  /** Checked at the door, where passwords are. */
  password: z.string().max(200),
})

/**
 * Everything in the workspace goes after the waiting time. Its calls are refused and its runs cancelled from this
 * transaction on; what was used is billed and the subscription paused, so that taking it back costs nothing.
 */
export const deleteWorkspace = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof deleteWorkspaceInput>,
): Promise<{ eraseAt: Date; billing: SuspendedBilling }> => {
  const { confirm } = deleteWorkspaceInput.parse(input)
  requireRole(ctx, 'owner')
  const { workspaceId } = ctx
  const eraseAt = eraseAtOf(ctx)
  await ctx.dbs.platform.transaction(async (tx) => {
    const { name } = await lockWorkspace(tx, workspaceId)
    if (confirm.trim() !== name.trim())
      throw new AssayError('invalid_request', `Type the workspace’s name, “${name}”, to delete it.`, {
        param: 'confirm',
      })
    const changed = await tx
      .update(tables.workspace)
      .set({ eraseAt })
      .where(and(eq(tables.workspace.id, workspaceId), isNull(tables.workspace.eraseAt)))
      .returning({ id: tables.workspace.id })
    if (changed.length === 0)
      throw new AssayError('conflict', 'This workspace is already scheduled for deletion.')
    await tx
      .insert(tables.workspaceSuspension)
      .values({
        workspaceId,
        reason: `It is deleted on ${dayText(eraseAt)}.`,
        contact: 'an owner, who can take that back',
        suspendedBy: ctx.actor.id ?? 'system',
        cause: 'deletion',
        suspendedAt: ctx.now(),
      })
      .onConflictDoNothing()
    await cancelRuns(tx, workspaceId, ctx.now())
    await tellStanding(tx, workspaceId, ctx.now())
    const subject = { type: 'workspace', id: workspaceId }
    await writeAudit(tx, ctx, 'workspace.deletion_asked', subject, { eraseAt: eraseAt.toISOString() })
    await mailMembers(tx, workspaceId, {
      subject: `${name} will be deleted on ${dayText(eraseAt)}`,
      text: `An owner of ${name} requested its deletion. Calls to its deployments are refused from now on. On ${dayText(eraseAt)} its data, models, keys and members will be permanently removed.\n\nUntil then, an owner can cancel the deletion with one click, and everything in the workspace can be downloaded: ${ctx.publicUrl}/settings`,
    })
  })
  return { eraseAt, billing: await pauseBilling(ctx, workspaceId) }
}

/** Everything goes on as before; what was cancelled is not begun again by itself. */
export const keepWorkspace = async (ctx: WorkspaceCtx): Promise<void> => {
  requireRole(ctx, 'owner')
  const { workspaceId } = ctx
  const { workspace, workspaceSuspension } = tables
  const wasPaused = await ctx.dbs.platform.transaction(async (tx) => {
    const kept = await tx
      .update(workspace)
      .set({ eraseAt: null })
      .where(and(eq(workspace.id, workspaceId), isNotNull(workspace.eraseAt), isNull(workspace.erasedAt)))
      .returning({ name: workspace.name })
    if (!kept[0]) throw new AssayError('conflict', 'This workspace is not scheduled for deletion.')
    const [suspension] = await tx
      .delete(workspaceSuspension)
      .where(and(eq(workspaceSuspension.workspaceId, workspaceId), eq(workspaceSuspension.cause, 'deletion')))
      .returning()
    await tellStanding(tx, workspaceId, ctx.now())
    await writeAudit(tx, ctx, 'workspace.deletion_undone', { type: 'workspace', id: workspaceId })
    await mailMembers(tx, workspaceId, {
      subject: `${kept[0].name} will be kept`,
      text: `An owner cancelled the deletion of ${kept[0].name}. Calls are answered again.\n\n${ctx.publicUrl}`,
    })
    return suspension?.pausedSubscription === true
  })
  if (wasPaused) await continueBilling(ctx, workspaceId)
}

const lockWorkspace = async (tx: Tx, workspaceId: string): Promise<{ name: string }> => {
  const { workspace } = tables
  const [found] = await tx
    .select({ name: workspace.name })
    .from(workspace)
    .where(eq(workspace.id, workspaceId))
    .for('update')
  if (!found) throw new NotFound('workspace', workspaceId)
  return found
}

/** Everyone in it, whatever mails they want. */
const mailMembers = async (
  tx: Tx,
  workspaceId: string,
  mail: { subject: string; text: string },
): Promise<void> => {
  const { member, user } = tables
  const people = await tx
    .select({ email: user.email })
    .from(member)
    .innerJoin(user, eq(user.id, member.userId))
    .where(eq(member.workspaceId, workspaceId))
  for (const { email } of people) await enqueue(tx, 'mail.send', { to: email, ...mail })
}
