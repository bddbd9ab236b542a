import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, requireRole, type WorkspaceCtx } from '../core/context.ts'
import { AssayError } from '../errors/index.ts'

export const requireSecondFactorInput = z.strictObject({ required: z.boolean() })

/** Owners alone decide it, and only with a second factor of their own: nobody locks themselves out. */
export const requireSecondFactor = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof requireSecondFactorInput>,
): Promise<void> => {
  const { required } = requireSecondFactorInput.parse(input)
  const { user, workspace } = tables
  requireRole(ctx, 'owner')
  const [me] = await ctx.dbs.platform
    .select({ hasIt: user.twoFactorEnabled })
    .from(user)
    .where(eq(user.id, ctx.actor.id ?? ''))
  if (required && !me?.hasIt)
    throw new AssayError(
      'conflict',
      'Turn on two-factor authentication for your own account first, under Settings → Account.',
    )
  await inWorkspace(ctx, 'owner', async (tx) => {
    await tx
      .update(workspace)
      .set({ requiresSecondFactor: required })
      .where(eq(workspace.id, ctx.workspaceId))
    const subject = { type: 'workspace', id: ctx.workspaceId }
    await writeAudit(tx, ctx, 'workspace.second_factor_required', subject, { required })
  })
}
