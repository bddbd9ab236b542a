import { tables } from '@assay/db'
import { and, desc, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { notifyChange } from '../core/notify.ts'
import { NotFound } from '../errors/index.ts'
import type { ApiKeyView } from '../views.ts'

export const listApiKeys = (ctx: WorkspaceCtx): Promise<ApiKeyView[]> =>
  inWorkspace(ctx, 'viewer', (tx) => {
    const { apiKey } = tables
    return tx
      .select({
        id: apiKey.id,
        name: apiKey.name,
        prefix: apiKey.prefix,
        deploymentId: apiKey.deploymentId,
        createdAt: apiKey.createdAt,
        lastUsedAt: apiKey.lastUsedAt,
        revokedAt: apiKey.revokedAt,
      })
      .from(apiKey)
      .orderBy(desc(apiKey.createdAt))
      .limit(500)
  })

export const revokeApiKeyInput = z.strictObject({ id: z.string().max(64) })

/** Every API process hears of it at the commit and forgets the key. */
export const revokeApiKey = (ctx: WorkspaceCtx, input: z.input<typeof revokeApiKeyInput>): Promise<void> => {
  const { id } = revokeApiKeyInput.parse(input)
  const { apiKey } = tables
  return inWorkspace(ctx, 'admin', async (tx) => {
    const [found] = await tx.select({ hash: apiKey.hash }).from(apiKey).where(eq(apiKey.id, id)).for('update')
    if (!found) throw new NotFound('API key', id)
    await tx
      .update(apiKey)
      .set({ revokedAt: ctx.now() })
      .where(and(eq(apiKey.id, id), isNull(apiKey.revokedAt)))
    await notifyChange(tx, { topic: 'api_key', workspaceId: ctx.workspaceId, id, hash: found.hash })
    await writeAudit(tx, ctx, 'api_key.revoked', { type: 'api_key', id })
  })
}
