import { formatDecimal, parseDecimal } from '@assay/billing'
import { type Tx, tables } from '@assay/db'
import { and, asc, eq, gt, isNull, sql } from 'drizzle-orm'
import { negated, postLedger } from '../ledger/post.ts'

type Wallet = { workspaceId: string; currency: string }
type Charge = { id: string; uncovered: string }

/** Grants with something left, in the order in which they are used up: priority, then expiry, then age. */
const openGrants = (tx: Tx, { workspaceId, currency }: Wallet) => {
  const { creditGrant } = tables
  return tx
    .select({ id: creditGrant.id, remaining: creditGrant.remaining })
    .from(creditGrant)
    .where(
      and(
        eq(creditGrant.workspaceId, workspaceId),
        eq(creditGrant.currency, currency),
        isNull(creditGrant.expiredAt),
        gt(creditGrant.remaining, '0'),
      ),
    )
    .orderBy(
      asc(creditGrant.priority),
      sql`${creditGrant.expiresAt} asc nulls last`,
      asc(creditGrant.createdAt),
      asc(creditGrant.id),
    )
    .for('update')
}

/** Takes what charges still owe from the wallet, the oldest first; what it cannot cover waits for the next credits. */
export const coverUsage = async (tx: Tx, wallet: Wallet, now: Date): Promise<void> => {
  const { usageCharge } = tables
  const charges = await tx
    .select({ id: usageCharge.id, uncovered: usageCharge.uncovered })
    .from(usageCharge)
    .where(
      and(
        eq(usageCharge.workspaceId, wallet.workspaceId),
        eq(usageCharge.currency, wallet.currency),
        gt(usageCharge.uncovered, '0'),
      ),
    )
    .orderBy(asc(usageCharge.id))
    .for('update')
  if (charges.length === 0) return
  const grants = (await openGrants(tx, wallet)).map(({ id, remaining }) => ({
    id,
    left: parseDecimal(remaining),
  }))
  for (const charge of charges) await coverOne(tx, wallet, charge, grants, now)
}

const coverOne = async (
  tx: Tx,
  { workspaceId, currency }: Wallet,
  charge: Charge,
  grants: { id: string; left: bigint }[],
  now: Date,
): Promise<void> => {
  let owed = parseDecimal(charge.uncovered)
  for (const grant of grants) {
    const suffices = grant.left >= owed
    const taken = suffices ? owed : grant.left
    if (taken === 0n) continue
    grant.left -= taken
    owed -= taken
    const amount = formatDecimal(taken)
    await tx
      .update(tables.creditGrant)
      .set({ remaining: sql`${tables.creditGrant.remaining} - ${amount}::numeric` })
      .where(eq(tables.creditGrant.id, grant.id))
    await tx
      .insert(tables.creditConsumption)
      .values({ workspaceId, chargeId: charge.id, grantId: grant.id, amount, at: now })
    await postLedger(tx, {
      workspaceId,
      kind: 'credit_consumed',
      key: `charge ${charge.id} ${grant.id}`,
      sourceId: charge.id,
      description: 'Usage paid from credits',
      at: now,
      currency,
      movements: [
        ['wallet', amount],
        ['receivable', negated(amount)],
      ],
    })
  }
  await tx
    .update(tables.usageCharge)
    .set({ uncovered: formatDecimal(owed), state: owed === 0n ? 'sent' : 'pending' })
    .where(eq(tables.usageCharge.id, charge.id))
}
