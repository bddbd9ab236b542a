import { type Tx, tables } from '@assay/db'
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { AssayError } from '../errors/index.ts'
import { lockMember, lockOwners } from './members.ts'

export const transferOwnershipInput = z.strictObject({ userId: z.string().max(64) })

/** Another member becomes an owner, and whoever hands over an admin: both, or neither. */
export const transferOwnership = (
  ctx: WorkspaceCtx,
  input: z.input<typeof transferOwnershipInput>,
): Promise<void> => {
  const { userId } = transferOwnershipInput.parse(input)
  const me = ctx.actor.type === 'user' ? ctx.actor.id : ''
  return inWorkspace(ctx, 'owner', async (tx) => {
    if (userId === me)
      throw new AssayError('invalid_request', 'You are already an owner.', { param: 'userId' })
    await lockOwners(tx)
    await lockMember(tx, userId)
    await setRole(tx, ctx.workspaceId, userId, 'owner')
    await setRole(tx, ctx.workspaceId, me, 'admin')
    await writeAudit(tx, ctx, 'member.ownership_transferred', { type: 'member', id: userId })
  })
}

const setRole = (tx: Tx, workspaceId: string, userId: string, role: 'owner' | 'admin') =>
  tx
    .update(tables.member)
    .set({ role })
    .where(and(eq(tables.member.workspaceId, workspaceId), eq(tables.member.userId, userId)))
