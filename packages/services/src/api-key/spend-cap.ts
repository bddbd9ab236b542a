import { newId, type Tx, tables } from '@assay/db'
import { eq, sql } from 'drizzle-orm'
import { requireLive } from '../billing/subscription-rows.ts'
import type { WorkspaceCtx } from '../core/context.ts'

type CappedKey = { id: string; spendCapId: string | null }

const refreshKeyCaps = (tx: Tx, ctx: WorkspaceCtx, begun: { capId: string; keyId: string } | null) =>
  tx.execute(
    sql`select refresh_key_caps(${ctx.workspaceId}, ${begun?.capId ?? null}, ${begun?.keyId ?? null},
      ${ctx.now().toISOString()}::timestamptz)`,
  )

/**
 * The most that the calls of a key may cost in a billing period; null takes it away. What the key has cost in the
 * running period counts, and the cap holds for the first call that is counted after this transaction.
 */
export const setKeySpendCap = async (
  tx: Tx,
  ctx: WorkspaceCtx,
  { id, spendCapId }: CappedKey,
  limitMinor: string | null,
): Promise<void> => {
  const { apiKey, keySpendCap } = tables
  if (limitMinor === null) {
    if (spendCapId === null) return
    await tx.update(apiKey).set({ spendCapId: null }).where(eq(apiKey.spendCapId, spendCapId))
    await tx.delete(keySpendCap).where(eq(keySpendCap.id, spendCapId))
    await refreshKeyCaps(tx, ctx, null)
    return
  }
  const { version } = await requireLive(tx, ctx.workspaceId)
  const cap = { currency: version.currency, limitMinor: BigInt(limitMinor) }
  if (spendCapId !== null) {
    await tx.update(keySpendCap).set(cap).where(eq(keySpendCap.id, spendCapId))
    return
  }
  const capId = newId('kcp')
  await tx.insert(keySpendCap).values({ id: capId, workspaceId: ctx.workspaceId, ...cap })
  await tx.update(apiKey).set({ spendCapId: capId }).where(eq(apiKey.id, id))
  await refreshKeyCaps(tx, ctx, { capId, keyId: id })
}
