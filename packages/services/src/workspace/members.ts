import { type Tx, tables } from '@assay/db'
import { and, asc, eq } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { AssayError, NotFound } from '../errors/index.ts'
import type { MemberView } from '../views.ts'

export const roleSchema = z.enum(['owner', 'admin', 'member', 'viewer'])

export const listMembers = (ctx: WorkspaceCtx): Promise<MemberView[]> =>
  inWorkspace(ctx, 'viewer', (tx) =>
    tx
      .select({
        userId: tables.member.userId,
        name: tables.user.name,
        email: tables.user.email,
        role: tables.member.role,
        joinedAt: tables.member.createdAt,
      })
      .from(tables.member)
      .innerJoin(tables.user, eq(tables.user.id, tables.member.userId))
      .orderBy(asc(tables.member.createdAt)),
  )

/**
 * Locks the owners in one order, before any other member: two owners who leave at once neither leave none
 * behind nor wait for each other.
 */
export const lockOwners = async (tx: Tx): Promise<string[]> => {
  const owners = await tx
    .select({ userId: tables.member.userId })
    .from(tables.member)
    .where(eq(tables.member.role, 'owner'))
    .orderBy(asc(tables.member.userId))
    .for('update')
  return owners.map(({ userId }) => userId)
}

const refuseLastOwner = (owners: string[], userId: string): void => {
  if (owners.length === 1 && owners[0] === userId)
    throw new AssayError(
      'conflict',
      'A workspace needs at least one owner. Make someone else an owner first.',
    )
}

export const lockMember = async (tx: Tx, userId: string) => {
  const [found] = await tx
    .select({ role: tables.member.role })
    .from(tables.member)
    .where(eq(tables.member.userId, userId))
    .for('update')
  if (!found) throw new NotFound('member', userId)
  return found
}

export const setRoleInput = z.strictObject({ userId: z.string().max(64), role: roleSchema })

export const setMemberRole = (ctx: WorkspaceCtx, input: z.input<typeof setRoleInput>): Promise<void> => {
  const { userId, role } = setRoleInput.parse(input)
  return inWorkspace(ctx, 'owner', async (tx) => {
    const owners = await lockOwners(tx)
    await lockMember(tx, userId)
    if (role !== 'owner') refuseLastOwner(owners, userId)
    await tx
      .update(tables.member)
      .set({ role })
      .where(and(eq(tables.member.workspaceId, ctx.workspaceId), eq(tables.member.userId, userId)))
    await writeAudit(tx, ctx, 'member.role_changed', { type: 'member', id: userId }, { role })
  })
}

export const removeMemberInput = z.strictObject({ userId: z.string().max(64) })

/** Admins remove members and viewers; only an owner removes an admin or an owner. Anyone may leave. */
export const removeMember = (ctx: WorkspaceCtx, input: z.input<typeof removeMemberInput>): Promise<void> => {
  const { userId } = removeMemberInput.parse(input)
  const leaving = ctx.actor.type === 'user' && ctx.actor.id === userId
  return inWorkspace(ctx, leaving ? 'viewer' : 'admin', async (tx) => {
    const owners = await lockOwners(tx)
    const found = await lockMember(tx, userId)
    if (!leaving && (found.role === 'owner' || found.role === 'admin') && ctx.role !== 'owner')
      throw new AssayError('forbidden', `Only an owner can remove an ${found.role}.`)
    refuseLastOwner(owners, userId)
    await tx
      .delete(tables.member)
      .where(and(eq(tables.member.workspaceId, ctx.workspaceId), eq(tables.member.userId, userId)))
    await writeAudit(tx, ctx, 'member.removed', { type: 'member', id: userId })
  })
}
