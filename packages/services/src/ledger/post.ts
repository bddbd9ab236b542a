import { formatDecimal, parseDecimal } from '@assay/billing'
import { type LedgerAccountKind, type LedgerTransactionKind, newId, type Tx, tables } from '@assay/db'
import { and, eq, inArray } from 'drizzle-orm'

/** Minor units, exact: a debit is above zero, a credit below. */
export type Movement = [account: LedgerAccountKind, amount: string]

export type Posting = {
  workspaceId: string
  kind: LedgerTransactionKind
  /** A cause is posted once under its key. */
  key: string
  sourceId: string
  description: string
  at: Date
  currency: string
  movements: Movement[]
}

const summed = (movements: Movement[]): Movement[] => {
  const sums = new Map<LedgerAccountKind, bigint>()
  for (const [account, amount] of movements)
    sums.set(account, (sums.get(account) ?? 0n) + parseDecimal(amount))
  return [...sums].flatMap(([account, sum]): Movement[] =>
    sum === 0n ? [] : [[account, formatDecimal(sum)]],
  )
}

/** The amount with its sign turned. */
export const negated = (amount: string): string => formatDecimal(-parseDecimal(amount))

/**
 * Writes one movement of money, in the transaction of its cause. False where nothing moves, or where the key was
 * posted before. The database refuses entries that do not sum to zero.
 */
export const postLedger = async (tx: Tx, posting: Posting): Promise<boolean> => {
  const movements = summed(posting.movements)
  if (movements.length === 0) return false
  const { workspaceId, currency } = posting
  const { ledgerTransaction, ledgerEntry } = tables
  const [written] = await tx
    .insert(ledgerTransaction)
    .values({
      id: newId('ltx'),
      workspaceId,
      kind: posting.kind,
      idempotencyKey: posting.key,
      sourceId: posting.sourceId,
      description: posting.description,
      at: posting.at,
    })
    .onConflictDoNothing()
    .returning({ id: ledgerTransaction.id })
  if (!written) return false
  const accounts = await accountsOf(
    tx,
    workspaceId,
    currency,
    movements.map(([account]) => account),
  )
  await tx.insert(ledgerEntry).values(
    movements.map(([account, amount], place) => ({
      id: newId('len'),
      workspaceId,
      transactionId: written.id,
      accountId: accounts.get(account) ?? '',
      currency,
      amount,
      place,
    })),
  )
  return true
}

const accountsOf = async (
  tx: Tx,
  workspaceId: string,
  currency: string,
  kinds: LedgerAccountKind[],
): Promise<Map<LedgerAccountKind, string>> => {
  const { ledgerAccount } = tables
  await tx
    .insert(ledgerAccount)
    .values(kinds.map((kind) => ({ id: newId('lac'), workspaceId, kind, currency })))
    .onConflictDoNothing()
  const rows = await tx
    .select({ id: ledgerAccount.id, kind: ledgerAccount.kind })
    .from(ledgerAccount)
    .where(
      and(
        eq(ledgerAccount.workspaceId, workspaceId),
        eq(ledgerAccount.currency, currency),
        inArray(ledgerAccount.kind, kinds),
      ),
    )
  return new Map(rows.map(({ id, kind }) => [kind, id]))
}
