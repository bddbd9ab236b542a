import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { AssayError } from '../errors/index.ts'
import type { NewApiKey } from '../views.ts'
import { insertApiKey } from './create.ts'
import { lockLiveKey, tellKeyChange } from './lock.ts'

export const rotateApiKeyInput = z.strictObject({
  id: z.string().max(64),
  /** For how long both keys work: time to put the new one everywhere. */
  overlapHours: z.int().min(0).max(720),
})

/** A new key of the same settings; the old one works until the overlap is over, or its own expiry if that is sooner. */
export const rotateApiKey = (
  ctx: WorkspaceCtx,
  input: z.input<typeof rotateApiKeyInput>,
): Promise<NewApiKey> => {
  const { id, overlapHours } = rotateApiKeyInput.parse(input)
  return inWorkspace(ctx, 'admin', async (tx) => {
    const old = await lockLiveKey(tx, id)
    if (old.successorId)
      throw new AssayError('conflict', 'This key was already rotated: rotate its successor.')
    const { name, kind, deploymentId, scopes, allowedIps, allowedOrigins, requestsPerSecond } = old
    // Both keys spend of one cap while both work.
    const { spendCapId } = old
    const made = await insertApiKey(tx, ctx, {
      ...{ name, kind, deploymentId, scopes, allowedIps, allowedOrigins, requestsPerSecond, spendCapId },
    })
    const end = new Date(ctx.now().getTime() + overlapHours * 3_600_000)
    const expiresAt = old.expiresAt && old.expiresAt < end ? old.expiresAt : end
    await tx.update(tables.apiKey).set({ expiresAt, successorId: made.id }).where(eq(tables.apiKey.id, id))
    await tellKeyChange(tx, old)
    await writeAudit(tx, ctx, 'api_key.rotated', { type: 'api_key', id }, { successorId: made.id, expiresAt })
    return made
  })
}
