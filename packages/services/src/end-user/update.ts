import { tables } from '@assay/db'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { plainText } from '../core/page.ts'

export const updateEndUserInput = z.strictObject({
  id: plainText(128),
  /** Predictions in a calendar month (UTC); null: as many as the plan has. */
  monthlyLimit: z.int().min(0).max(1_000_000_000_000).nullable().optional(),
  blocked: z.boolean().optional(),
})

/**
 * Limits or blocks an end user from the next commit on. The id is the tenant's own, so that somebody can be limited
 * before their first call.
 */
export const updateEndUser = (
  ctx: WorkspaceCtx,
  input: z.input<typeof updateEndUserInput>,
): Promise<void> => {
  const { id, monthlyLimit, blocked } = updateEndUserInput.parse(input)
  const { endUser } = tables
  return inWorkspace(ctx, 'member', async (tx) => {
    const changes = {
      ...(monthlyLimit !== undefined && { monthlyLimit }),
      ...(blocked !== undefined && { blockedAt: blocked ? ctx.now() : null }),
    }
    const made = tx.insert(endUser).values({ workspaceId: ctx.workspaceId, id, ...changes })
    if (Object.keys(changes).length === 0) await made.onConflictDoNothing()
    else await made.onConflictDoUpdate({ target: [endUser.workspaceId, endUser.id], set: changes })
    await writeAudit(tx, ctx, 'end_user.changed', { type: 'end_user', id }, { monthlyLimit, blocked })
  })
}
