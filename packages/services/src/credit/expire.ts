import { type Tx, tables } from '@assay/db'
import { and, eq, isNull, lte, sql } from 'drizzle-orm'
import { refreshCeiling } from '../billing/balance.ts'
import { lockBilling } from '../billing/subscription-rows.ts'
import type { Services } from '../core/context.ts'
import { notifyChange } from '../core/notify.ts'
import { negated, postLedger } from '../ledger/post.ts'
import { amountText } from '../spend/amount-text.ts'
import { consumeWithin } from './consume.ts'

/**
 * Takes back what is left of credits whose time is over. Usage that was admitted before is taken from them first.
 * Resolves to how many grants expired; a second run at the same time finds none.
 */
export const expireCredits = async (services: Pick<Services, 'dbs' | 'now'>): Promise<number> => {
  const { platform } = services.dbs
  const { creditGrant } = tables
  const due = and(isNull(creditGrant.expiredAt), lte(creditGrant.expiresAt, services.now()))
  const workspaces = await platform
    .selectDistinct({ workspaceId: creditGrant.workspaceId })
    .from(creditGrant)
    .where(due)
  let expired = 0
  for (const { workspaceId } of workspaces)
    expired += await platform.transaction((tx) => expireOf(tx, workspaceId, services.now()))
  return expired
}

const expireOf = async (tx: Tx, workspaceId: string, now: Date): Promise<number> => {
  const { creditGrant } = tables
  await lockBilling(tx, workspaceId)
  // No call is admitted while the wallet shrinks; those that were take theirs first.
  await tx.execute(
    sql`select lock_quota_balance(${workspaceId}, 'predictions', ${now.toISOString()}::timestamptz)`,
  )
  await consumeWithin(tx, workspaceId, now)
  const rows = await tx
    .select()
    .from(creditGrant)
    .where(
      and(
        eq(creditGrant.workspaceId, workspaceId),
        isNull(creditGrant.expiredAt),
        lte(creditGrant.expiresAt, now),
      ),
    )
    .for('update')
  for (const row of rows) {
    await tx.update(creditGrant).set({ expiredAt: now, remaining: '0' }).where(eq(creditGrant.id, row.id))
    await postLedger(tx, {
      workspaceId,
      kind: 'credit_expired',
      key: `expired ${row.id}`,
      sourceId: row.id,
      description: `Credits of ${amountText(row.amountMinor.toString(), row.currency)} expired`,
      at: now,
      currency: row.currency,
      movements: [
        ['wallet', row.remaining],
        [
          row.source === 'promotion' || row.source === 'operator'
            ? 'expense_promotions'
            : 'revenue_expired_credit',
          negated(row.remaining),
        ],
      ],
    })
  }
  await refreshCeiling(tx, workspaceId, now)
  await notifyChange(tx, { topic: 'billing', workspaceId, id: workspaceId })
  return rows.length
}
