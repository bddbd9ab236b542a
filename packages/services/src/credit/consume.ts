import { type Tx, tables } from '@assay/db'
import { eq, sql } from 'drizzle-orm'
import { type ChargedPeriod, chargePeriod, eventsPerCharge } from '../billing/charge-period.ts'
import { lockBilling } from '../billing/subscription-rows.ts'
import type { Services } from '../core/context.ts'
import { negated, postLedger } from '../ledger/post.ts'
import { coverUsage } from './cover-usage.ts'

/** Counters of prepaid subscriptions with usage that was not taken from the wallet yet. */
const openPeriods = (
  db: Pick<Tx, 'execute'>,
  workspaceId: string | undefined,
): Promise<Iterable<ChargedPeriod>> =>
  db.execute<ChargedPeriod>(sql`
    select q.workspace_id, q.subscription_id, q.meter, q.period_start
    from quota_balance q
    join subscription s on s.id = q.subscription_id
    join plan_version v on v.id = s.plan_version_id and v.prepaid
    where q.used > q.charged and (${workspaceId ?? null}::text is null or q.workspace_id = ${workspaceId ?? null})
    order by q.workspace_id, q.period_start, q.meter`)

/**
 * Takes the usage of prepaid plans from the wallets: each event once, in the order of the grants. Charge,
 * consumption and ledger are one transaction. Resolves to how many charges were made.
 */
export const consumeCredits = async (
  services: Pick<Services, 'dbs' | 'now'>,
  only: { workspaceId?: string } = {},
): Promise<number> => {
  const { platform } = services.dbs
  let charges = 0
  for (const period of await openPeriods(platform, only.workspaceId))
    for (let more = true; more; ) {
      const events = await platform.transaction(async (tx) => {
        await lockBilling(tx, period.workspace_id)
        return consumePeriod(tx, period, services.now())
      })
      if (events > 0) charges += 1
      more = events === eventsPerCharge
    }
  return charges
}

/** The same within a transaction that holds the workspace's billing lock and its counter. */
export const consumeWithin = async (tx: Tx, workspaceId: string, now: Date): Promise<void> => {
  for (const period of await openPeriods(tx, workspaceId))
    for (let more = true; more; ) more = (await consumePeriod(tx, period, now)) === eventsPerCharge
}

/** Resolves to the number of events that the charge carries. */
const consumePeriod = async (tx: Tx, period: ChargedPeriod, now: Date): Promise<number> => {
  const workspaceId = period.workspace_id
  const charge = await chargePeriod(tx, period, 'credits')
  if (charge === null) return 0
  const { id, exactAmount, currency } = charge
  await postLedger(tx, {
    workspaceId,
    kind: 'credit_consumed',
    key: `charge ${id}`,
    sourceId: id,
    description: `${charge.quantity.toLocaleString('en-US')} ${period.meter.replaceAll('_', ' ')}`,
    at: now,
    currency,
    movements: [
      ['receivable', exactAmount],
      ['revenue_usage', negated(exactAmount)],
    ],
  })
  // What the plan includes takes nothing from the wallet.
  if (exactAmount === '0') {
    const { usageCharge } = tables
    await tx.update(usageCharge).set({ state: 'sent' }).where(eq(usageCharge.id, id))
  }
  await coverUsage(tx, { workspaceId, currency }, now)
  return charge.events
}
