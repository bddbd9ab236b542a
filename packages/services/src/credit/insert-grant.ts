import { type CreditSource, newId, type Tx, tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { refreshCeiling } from '../billing/balance.ts'
import { notifyChange } from '../core/notify.ts'
import { negated, postLedger } from '../ledger/post.ts'
import { amountText } from '../spend/amount-text.ts'
import { coverUsage } from './cover-usage.ts'

export type NewGrant = {
  workspaceId: string
  currency: string
  source: CreditSource
  amountMinor: bigint
  /** The lowest is used up first. */
  priority: number
  expiresAt: Date | null
  topUpId: string | null
  note: string
}

const described: Record<CreditSource, string> = {
  purchase: 'bought',
  automatic: 'bought automatically',
  operator: 'granted',
  promotion: 'granted as a promotion',
}

/**
 * Puts credits into the wallet, in the transaction of their cause: the ledger, what the wallet owed for usage, and
 * the counter that admits calls follow at once. Who holds the workspace's billing lock calls it.
 */
export const insertGrant = async (tx: Tx, grant: NewGrant, now: Date): Promise<string> => {
  const id = newId('crg')
  const amount = grant.amountMinor.toString()
  const paid = grant.source === 'purchase' || grant.source === 'automatic'
  await tx.insert(tables.creditGrant).values({ id, ...grant, remaining: amount, createdAt: now })
  await postLedger(tx, {
    workspaceId: grant.workspaceId,
    kind: paid ? 'top_up' : 'credit_granted',
    key: `grant ${id}`,
    sourceId: id,
    description: `${amountText(amount, grant.currency)} of credits ${described[grant.source]}`,
    at: now,
    currency: grant.currency,
    movements: [
      [paid ? 'cash' : 'expense_promotions', amount],
      ['wallet', negated(amount)],
    ],
  })
  await coverUsage(tx, grant, now)
  // Money has come in: a card that failed may be asked again.
  await tx
    .update(tables.autoTopUp)
    .set({ failedAt: null, error: null })
    .where(eq(tables.autoTopUp.workspaceId, grant.workspaceId))
  await refreshCeiling(tx, grant.workspaceId, now)
  await notifyChange(tx, { topic: 'billing', workspaceId: grant.workspaceId, id })
  return id
}
