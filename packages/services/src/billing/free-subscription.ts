import { addMonths, freePlanKey } from '@assay/billing'
import { newId, type Tx, tables } from '@assay/db'
import { openPeriod } from './balance.ts'
import { findCurrentPlanByKey, type PlanVersionRow } from './plan-rows.ts'
import { seedPlans } from './seed-plans.ts'

const freeVersion = async (tx: Tx): Promise<PlanVersionRow> => {
  const found = await findCurrentPlanByKey(tx, freePlanKey)
  if (found) return found.version
  await seedPlans(tx)
  const seeded = await findCurrentPlanByKey(tx, freePlanKey)
  if (!seeded) throw new Error(`the catalogue has plans but none under the key ${freePlanKey}`)
  return seeded.version
}

/** Puts a workspace without a live subscription on the free plan from `from` on. */
export const startFreeSubscription = async (tx: Tx, workspaceId: string, from: Date): Promise<void> => {
  const version = await freeVersion(tx)
  const id = newId('sub')
  const end = addMonths(from, 1)
  await tx.insert(tables.subscription).values({
    id,
    workspaceId,
    planVersionId: version.id,
    status: 'active',
    currentPeriodStart: from,
    currentPeriodEnd: end,
    billingAnchor: from,
  })
  await openPeriod(tx, { workspaceId, subscriptionId: id, version, start: from, end, suspended: false })
}

/** A new workspace's subscription and counter; in the transaction that makes the workspace. */
export const ensureFreeSubscription = (tx: Tx, workspaceId: string, now: Date): Promise<void> =>
  startFreeSubscription(tx, workspaceId, now)
