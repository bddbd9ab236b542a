import { newId, tables } from '@assay/db'
import { z } from 'zod'
import { ensureFreeSubscription } from '../billing/index.ts'
import { writeAudit } from '../core/audit.ts'
import type { Ctx } from '../core/context.ts'
import { plainText } from '../core/page.ts'
import { AssayError } from '../errors/index.ts'

export const createWorkspaceInput = z.strictObject({ name: plainText(80) })

/** A new workspace on the free plan, owned by the user who asks. */
export const createWorkspace = async (
  ctx: Ctx,
  input: z.input<typeof createWorkspaceInput>,
): Promise<{ id: string }> => {
  const { name } = createWorkspaceInput.parse(input)
  const { actor } = ctx
  if (actor.type !== 'user') throw new AssayError('unauthenticated', 'Sign in to create a workspace.')
  const id = newId('ws')
  await ctx.dbs.platform.transaction(async (tx) => {
    await tx.insert(tables.workspace).values({ id, name })
    await tx.insert(tables.member).values({ workspaceId: id, userId: actor.id, role: 'owner' })
    await ensureFreeSubscription(tx, id, ctx.now())
    await writeAudit(tx, { actor, workspaceId: id }, 'workspace.created', { type: 'workspace', id }, { name })
  })
  return { id }
}
