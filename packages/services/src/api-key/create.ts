import { createHash, randomBytes } from 'node:crypto'
import { type ApiKeyKind, newId, type Tx, tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { AssayError, NotFound } from '../errors/index.ts'
import type { NewApiKey } from '../views.ts'
import { keySettings, settingsProblem } from './settings.ts'
import { setKeySpendCap } from './spend-cap.ts'

export const createApiKeyInput = z.strictObject({
  ...keySettings,
  kind: z.enum(['secret', 'publishable']).default('secret'),
  /** Absent: the key calls every deployment of the workspace. */
  deploymentId: z.string().max(64).optional(),
  scopes: keySettings.scopes.optional(),
  expiresAt: keySettings.expiresAt.default(null),
  allowedIps: keySettings.allowedIps.default([]),
  allowedOrigins: keySettings.allowedOrigins.default([]),
  requestsPerSecond: keySettings.requestsPerSecond.default(null),
  spendCapMinor: keySettings.spendCapMinor.default(null),
})

/** SHA-256 suffices: a key is 256 random bits, so nobody can guess through a fast hash. */
export const hashApiKey = (key: string): string => createHash('sha256').update(key).digest('hex')

export const apiKeyPattern = /^a[sp]k_[A-Za-z0-9_-]{43}$/

/** Makes a key and writes its row; the key is in the answer and nowhere else, ever after. */
export const insertApiKey = async (
  tx: Tx,
  ctx: WorkspaceCtx,
  row: Omit<
    typeof tables.apiKey.$inferInsert,
    'id' | 'workspaceId' | 'prefix' | 'hash' | 'createdBy' | 'kind'
  > & { kind: ApiKeyKind },
): Promise<NewApiKey> => {
  const id = newId('key')
  const key = `${row.kind === 'secret' ? 'ask' : 'apk'}_${randomBytes(32).toString('base64url')}`
  const prefix = key.slice(0, 10)
  await tx.insert(tables.apiKey).values({
    ...row,
    id,
    workspaceId: ctx.workspaceId,
    prefix,
    hash: hashApiKey(key),
    createdBy: ctx.actor.type === 'user' ? ctx.actor.id : null,
  })
  return { id, key, prefix }
}

export const createApiKey = (
  ctx: WorkspaceCtx,
  input: z.input<typeof createApiKeyInput>,
): Promise<NewApiKey> => {
  const { deploymentId = null, scopes: named, spendCapMinor, ...settings } = createApiKeyInput.parse(input)
  const scopes = named ?? (settings.kind === 'secret' ? ['predict', 'data', 'models'] : ['predict'])
  const asked = { ...settings, deploymentId, scopes }
  return inWorkspace(ctx, 'admin', async (tx) => {
    const problem = settingsProblem(asked.kind, asked)
    if (problem) throw new AssayError('invalid_request', problem.message, { param: problem.param })
    requireFuture(ctx, asked.expiresAt)
    if (deploymentId) {
      const [found] = await tx
        .select({ id: tables.deployment.id })
        .from(tables.deployment)
        .where(eq(tables.deployment.id, deploymentId))
      if (!found) throw new NotFound('deployment', deploymentId)
    }
    const made = await insertApiKey(tx, ctx, asked)
    if (spendCapMinor !== null)
      await setKeySpendCap(tx, ctx, { id: made.id, spendCapId: null }, spendCapMinor)
    const subject = { type: 'api_key', id: made.id }
    await writeAudit(tx, ctx, 'api_key.created', subject, { ...asked, spendCapMinor })
    return made
  })
}

export const requireFuture = (ctx: WorkspaceCtx, expiresAt: Date | null): void => {
  if (expiresAt && expiresAt <= ctx.now())
    throw new AssayError('invalid_request', 'A key’s expiry must be in the future.', {
      param: 'expiresAt',
    })
}
