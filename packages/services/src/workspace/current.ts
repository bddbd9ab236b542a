import { tables, type WorkspaceRole } from '@assay/db'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { plainText } from '../core/page.ts'
import { NotFound } from '../errors/index.ts'

export const currentWorkspace = (
  ctx: WorkspaceCtx,
): Promise<{ id: string; name: string; role: WorkspaceRole }> =>
  inWorkspace(ctx, 'viewer', async (tx) => {
    const [found] = await tx
      .select({ id: tables.workspace.id, name: tables.workspace.name })
      .from(tables.workspace)
      .where(eq(tables.workspace.id, ctx.workspaceId))
    if (!found) throw new NotFound('workspace', ctx.workspaceId)
    return { ...found, role: ctx.role }
  })

export const renameWorkspaceInput = z.strictObject({ name: plainText(80) })

export const renameWorkspace = (
  ctx: WorkspaceCtx,
  input: z.input<typeof renameWorkspaceInput>,
): Promise<void> => {
  const { name } = renameWorkspaceInput.parse(input)
  return inWorkspace(ctx, 'admin', async (tx) => {
    await tx.update(tables.workspace).set({ name }).where(eq(tables.workspace.id, ctx.workspaceId))
    await writeAudit(tx, ctx, 'workspace.renamed', { type: 'workspace', id: ctx.workspaceId }, { name })
  })
}
