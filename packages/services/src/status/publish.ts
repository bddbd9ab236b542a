import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { NotFound } from '../errors/index.ts'
import { requireFeature } from '../feature/is-enabled.ts'

export const setPublicStatusInput = z.strictObject({ id: z.string().max(64), public: z.boolean() })

/** Opens or closes a deployment's page at `/status/…`, which anybody may read who has its address. */
export const setPublicStatus = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof setPublicStatusInput>,
): Promise<void> => {
  const { id, public: publicStatus } = setPublicStatusInput.parse(input)
  if (publicStatus) await requireFeature(ctx, 'public_pages', ctx.workspaceId)
  return inWorkspace(ctx, 'admin', async (tx) => {
    const { deployment } = tables
    const changed = await tx
      .update(deployment)
      .set({ publicStatus })
      .where(eq(deployment.id, id))
      .returning({ id: deployment.id })
    if (changed.length === 0) throw new NotFound('deployment', id)
    await writeAudit(tx, ctx, 'deployment.public_status', { type: 'deployment', id }, { publicStatus })
  })
}
