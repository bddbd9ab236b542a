import { classifyMovement } from '@assay/billing'
import { newId, type Tx, tables } from '@assay/db'
import { eq, sql } from 'drizzle-orm'

/**
 * Brings a workspace's recurring revenue to `afterMinor`. What it was is the sum of its movements, so a
 * second call with the same state writes nothing.
 */
export const recordMovement = async (
  tx: Tx,
  change: { workspaceId: string; subscriptionId: string; currency: string; afterMinor: bigint; at: Date },
): Promise<void> => {
  const { mrrMovement } = tables
  const sums = await tx
    .select({ currency: mrrMovement.currency, total: sql<string>`sum(${mrrMovement.deltaMinor})::text` })
    .from(mrrMovement)
    .where(eq(mrrMovement.workspaceId, change.workspaceId))
    .groupBy(mrrMovement.currency)
  const write = async (currency: string, beforeMinor: bigint, afterMinor: bigint): Promise<void> => {
    const movement = classifyMovement({ beforeMinor, afterMinor, paidBefore: sums.length > 0 })
    if (movement === null) return
    await tx.insert(mrrMovement).values({
      id: newId('mrr'),
      workspaceId: change.workspaceId,
      subscriptionId: change.subscriptionId,
      currency,
      at: change.at,
      ...movement,
    })
  }
  // A change of currency ends the revenue in the one and starts it in the other; they are never netted.
  for (const { currency, total } of sums)
    if (currency !== change.currency) await write(currency, BigInt(total), 0n)
  const own = sums.find(({ currency }) => currency === change.currency)
  await write(change.currency, BigInt(own?.total ?? '0'), change.afterMinor)
}
