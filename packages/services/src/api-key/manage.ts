import { tables } from '@assay/db'
import { and, desc, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { currentBalance } from '../billing/balance.ts'
import { trimDecimal } from '../billing/plan-rows.ts'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import type { ApiKeyView } from '../views.ts'
import { lockKey, tellKeyChange } from './lock.ts'

export const listApiKeys = (ctx: WorkspaceCtx): Promise<ApiKeyView[]> =>
  inWorkspace(ctx, 'viewer', async (tx) => {
    const { apiKey, keySpendCap, keySpend } = tables
    const balance = await currentBalance(tx, ctx.workspaceId, ctx.now())
    const rows = await tx
      .select({
        id: apiKey.id,
        name: apiKey.name,
        prefix: apiKey.prefix,
        kind: apiKey.kind,
        deploymentId: apiKey.deploymentId,
        scopes: apiKey.scopes,
        expiresAt: apiKey.expiresAt,
        allowedIps: apiKey.allowedIps,
        allowedOrigins: apiKey.allowedOrigins,
        requestsPerSecond: apiKey.requestsPerSecond,
        successorId: apiKey.successorId,
        createdAt: apiKey.createdAt,
        lastUsedAt: apiKey.lastUsedAt,
        revokedAt: apiKey.revokedAt,
        cap: keySpendCap,
        spent: keySpend.spent,
      })
      .from(apiKey)
      .leftJoin(keySpendCap, eq(keySpendCap.id, apiKey.spendCapId))
      .leftJoin(
        keySpend,
        and(
          eq(keySpend.capId, keySpendCap.id),
          eq(keySpend.periodStart, balance?.periodStart ?? new Date(0)),
        ),
      )
      .orderBy(desc(apiKey.createdAt))
      .limit(500)
    return rows.map(({ cap, spent, ...row }) => ({
      ...row,
      spendCap: cap && {
        limitMinor: cap.limitMinor.toString(),
        currency: cap.currency,
        spent: trimDecimal(spent ?? '0'),
      },
    }))
  })

export const revokeApiKeyInput = z.strictObject({ id: z.string().max(64) })

/** Every API process hears of it at the commit and forgets the key. */
export const revokeApiKey = (ctx: WorkspaceCtx, input: z.input<typeof revokeApiKeyInput>): Promise<void> => {
  const { id } = revokeApiKeyInput.parse(input)
  const { apiKey } = tables
  return inWorkspace(ctx, 'admin', async (tx) => {
    const found = await lockKey(tx, id)
    await tx
      .update(apiKey)
      .set({ revokedAt: ctx.now() })
      .where(and(eq(apiKey.id, id), isNull(apiKey.revokedAt)))
    await tellKeyChange(tx, found)
    await writeAudit(tx, ctx, 'api_key.revoked', { type: 'api_key', id })
  })
}
