import { createHash, randomBytes } from 'node:crypto'
import { newId, type Tx, tables, type WorkspaceRole } from '@assay/db'
import { and, desc, eq, gt, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { checkPlanLimit, lockBilling, seatsUsed } from '../billing/index.ts'
import { writeAudit } from '../core/audit.ts'
import { type Ctx, inWorkspace, requireRole, type WorkspaceCtx } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'
import { AssayError, NotFound } from '../errors/index.ts'
import type { InvitationView } from '../views.ts'
import { roleSchema } from './members.ts'

const validDays = 7
const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex')

export const listInvitations = (ctx: WorkspaceCtx): Promise<InvitationView[]> =>
  inWorkspace(ctx, 'admin', (tx) => {
    const { invitation } = tables
    return tx
      .select({
        id: invitation.id,
        email: invitation.email,
        role: invitation.role,
        expiresAt: invitation.expiresAt,
        createdAt: invitation.createdAt,
      })
      .from(invitation)
      .where(
        and(isNull(invitation.acceptedAt), isNull(invitation.revokedAt), gt(invitation.expiresAt, ctx.now())),
      )
      .orderBy(desc(invitation.createdAt))
  })

const newLink = ({ publicUrl }: Pick<WorkspaceCtx, 'publicUrl'>): { token: string; link: string } => {
  const token = randomBytes(24).toString('base64url')
  return { token, link: `${publicUrl}/invite/${token}` }
}

const expiryOf = ({ now }: Pick<WorkspaceCtx, 'now'>): Date =>
  new Date(now().getTime() + validDays * 86_400_000)

const mailInvitation = async (
  tx: Tx,
  { email, role, link }: { email: string; role: WorkspaceRole; link: string },
): Promise<void> => {
  const [found] = await tx.select({ name: tables.workspace.name }).from(tables.workspace)
  const name = found?.name ?? 'a workspace'
  await enqueue(tx, 'mail.send', {
    to: email,
    subject: `Join ${name}`,
    text: `You are invited to join ${name} as ${role}.\n\n${link}\n\nThe link is valid for ${validDays} days.`,
  })
}

export const inviteInput = z.strictObject({ email: z.email().max(254).toLowerCase(), role: roleSchema })

/** Queues a mail with a link that is good for seven days and for one person, whoever opens it signed in. */
export const inviteMember = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof inviteInput>,
): Promise<{ id: string; link: string }> => {
  const { email, role } = inviteInput.parse(input)
  requireRole(ctx, role === 'owner' ? 'owner' : 'admin')
  const id = newId('inv')
  const { token, link } = newLink(ctx)
  await inWorkspace(ctx, 'admin', async (tx) => {
    // Two invitations at once count one after the other.
    await lockBilling(tx, ctx.workspaceId)
    const { members, invited } = await seatsUsed(tx, ctx.workspaceId, ctx.now())
    await checkPlanLimit(tx, ctx.workspaceId, 'seats', members + invited + 1)
    await tx.insert(tables.invitation).values({
      id,
      workspaceId: ctx.workspaceId,
      email,
      role,
      tokenHash: hashToken(token),
      invitedBy: ctx.actor.type === 'user' ? ctx.actor.id : null,
      expiresAt: expiryOf(ctx),
    })
    await writeAudit(tx, ctx, 'invitation.created', { type: 'invitation', id }, { email, role })
    await mailInvitation(tx, { email, role, link })
  })
  return { id, link }
}

export const renewInvitationInput = z.strictObject({
  id: z.string().max(64),
  /** False: the link is handed over in another way. */
  mail: z.boolean().default(true),
})

/** A fresh link for seven more days; the earlier one opens nothing from now on. */
export const renewInvitation = (
  ctx: WorkspaceCtx,
  input: z.input<typeof renewInvitationInput>,
): Promise<{ link: string }> => {
  const { id, mail } = renewInvitationInput.parse(input)
  const { invitation } = tables
  const { token, link } = newLink(ctx)
  return inWorkspace(ctx, 'admin', async (tx) => {
    const [found] = await tx
      .select()
      .from(invitation)
      .where(and(eq(invitation.id, id), isNull(invitation.acceptedAt), isNull(invitation.revokedAt)))
      .for('update')
    if (!found) throw new NotFound('invitation', id)
    if (found.role === 'owner') requireRole(ctx, 'owner')
    await tx
      .update(invitation)
      .set({ tokenHash: hashToken(token), expiresAt: expiryOf(ctx) })
      .where(eq(invitation.id, id))
    await writeAudit(tx, ctx, 'invitation.renewed', { type: 'invitation', id }, { email: found.email, mail })
    if (mail) await mailInvitation(tx, { email: found.email, role: found.role, link })
    return { link }
  })
}

export const revokeInvitationInput = z.strictObject({ id: z.string().max(64) })

export const revokeInvitation = (
  ctx: WorkspaceCtx,
  input: z.input<typeof revokeInvitationInput>,
): Promise<void> => {
  const { id } = revokeInvitationInput.parse(input)
  return inWorkspace(ctx, 'admin', async (tx) => {
    const changed = await tx
      .update(tables.invitation)
      .set({ revokedAt: ctx.now() })
      .where(and(eq(tables.invitation.id, id), isNull(tables.invitation.acceptedAt)))
      .returning({ id: tables.invitation.id })
    if (changed.length === 0) throw new NotFound('invitation', id)
    await writeAudit(tx, ctx, 'invitation.revoked', { type: 'invitation', id })
  })
}

export const acceptInvitationInput = z.strictObject({ token: z.string().min(16).max(128) })

export const acceptInvitation = async (
  ctx: Ctx,
  input: z.input<typeof acceptInvitationInput>,
): Promise<{ workspaceId: string }> => {
  const { token } = acceptInvitationInput.parse(input)
  const { actor } = ctx
  if (actor.type !== 'user') throw new AssayError('unauthenticated', 'Sign in to accept the invitation.')
  return ctx.dbs.platform.transaction(async (tx) => {
    const [found] = await tx
      .select()
      .from(tables.invitation)
      .where(eq(tables.invitation.tokenHash, hashToken(token)))
      .for('update')
    if (!found || found.revokedAt || found.acceptedAt || found.expiresAt <= ctx.now())
      throw new AssayError(
        'not_found',
        'This invitation was used, withdrawn or has expired. Ask for a new one.',
        { param: 'token' },
      )
    await lockBilling(tx, found.workspaceId)
    // Its own seat was counted when it was sent; the plan may have become smaller since.
    const { members } = await seatsUsed(tx, found.workspaceId, ctx.now())
    await checkPlanLimit(tx, found.workspaceId, 'seats', members + 1)
    await tx
      .insert(tables.member)
      .values({ workspaceId: found.workspaceId, userId: actor.id, role: found.role })
      .onConflictDoNothing()
    await tx
      .update(tables.invitation)
      .set({ acceptedAt: ctx.now() })
      .where(eq(tables.invitation.id, found.id))
    await writeAudit(
      tx,
      { actor, workspaceId: found.workspaceId },
      'invitation.accepted',
      { type: 'invitation', id: found.id },
      { role: found.role },
    )
    return { workspaceId: found.workspaceId }
  })
}
