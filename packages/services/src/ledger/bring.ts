import { formatDecimal, parseDecimal } from '@assay/billing'
import { type LedgerAccountKind, type LedgerTransactionKind, type Tx, tables } from '@assay/db'
import { eq, sql } from 'drizzle-orm'
import { type Movement, postLedger } from './post.ts'

/** What the ledger has to say of one cause; without movements: nothing, or nothing any more. */
export type Step = { kind: LedgerTransactionKind; at: Date; description: string; movements: Movement[] }

type Source = { id: string; workspaceId: string; currency: string }
type Posted = { kind: LedgerTransactionKind; account: LedgerAccountKind; amount: string; times: number }

const postedOf = async (tx: Tx, sourceId: string): Promise<Posted[]> => {
  const { ledgerTransaction, ledgerEntry, ledgerAccount } = tables
  return tx
    .select({
      kind: ledgerTransaction.kind,
      account: ledgerAccount.kind,
      amount: sql<string>`trim_scale(sum(${ledgerEntry.amount}))::text`,
      times: sql<number>`(select count(*)::int from ledger_transaction t
        where t.source_id = ${sourceId} and t.kind = ${ledgerTransaction.kind})`,
    })
    .from(ledgerEntry)
    .innerJoin(ledgerTransaction, eq(ledgerTransaction.id, ledgerEntry.transactionId))
    .innerJoin(ledgerAccount, eq(ledgerAccount.id, ledgerEntry.accountId))
    .where(eq(ledgerTransaction.sourceId, sourceId))
    .groupBy(ledgerTransaction.kind, ledgerAccount.kind)
}

/**
 * Brings the ledger to what a row says now, in the transaction that changes it: the difference to what is posted
 * already is posted, so that any number and order of notices ends in the same sums. The caller holds the row's lock.
 */
export const bringLedger = async (tx: Tx, source: Source, steps: Step[]): Promise<void> => {
  if (steps.length === 0) return
  const posted = await postedOf(tx, source.id)
  for (const step of steps) {
    const own = posted.filter(({ kind }) => kind === step.kind)
    const taken = own.map(({ account, amount }): Movement => [account, formatDecimal(-parseDecimal(amount))])
    await postLedger(tx, {
      workspaceId: source.workspaceId,
      kind: step.kind,
      key: `${source.id} ${step.kind} ${(own[0]?.times ?? 0) + 1}`,
      sourceId: source.id,
      description: step.description,
      at: step.at,
      currency: source.currency,
      movements: [...step.movements, ...taken],
    })
  }
}
