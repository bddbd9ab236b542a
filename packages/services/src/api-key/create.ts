import { createHash, randomBytes } from 'node:crypto'
import { newId, tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { plainText } from '../core/page.ts'
import { NotFound } from '../errors/index.ts'

export const createApiKeyInput = z.strictObject({
  name: plainText(80),
  /** Absent: the key calls every deployment of the workspace. */
  deploymentId: z.string().max(64).optional(),
})

/** SHA-256 suffices: a key is 256 random bits, so nobody can guess through a fast hash. */
export const hashApiKey = (key: string): string => createHash('sha256').update(key).digest('hex')

export const apiKeyPattern = /^ask_[A-Za-z0-9_-]{43}$/

/** The key is in this answer and nowhere else, ever after. */
export const createApiKey = (
  ctx: WorkspaceCtx,
  input: z.input<typeof createApiKeyInput>,
): Promise<{ id: string; key: string; prefix: string }> => {
  const { name, deploymentId } = createApiKeyInput.parse(input)
  return inWorkspace(ctx, 'admin', async (tx) => {
    if (deploymentId) {
      const [found] = await tx
        .select({ id: tables.deployment.id })
        .from(tables.deployment)
        .where(eq(tables.deployment.id, deploymentId))
      if (!found) throw new NotFound('deployment', deploymentId)
    }
    const id = newId('key')
    const key = `ask_${randomBytes(32).toString('base64url')}`
    const prefix = key.slice(0, 10)
    await tx.insert(tables.apiKey).values({
      id,
      workspaceId: ctx.workspaceId,
      name,
      prefix,
      hash: hashApiKey(key),
      deploymentId: deploymentId ?? null,
      createdBy: ctx.actor.type === 'user' ? ctx.actor.id : null,
    })
    await writeAudit(tx, ctx, 'api_key.created', { type: 'api_key', id }, { name, deploymentId })
    return { id, key, prefix }
  })
}
