import { recurringMinor } from '@assay/billing'
import { type Tx, tables } from '@assay/db'
import { and, eq, isNull, sql } from 'drizzle-orm'
import { NotFound } from '../errors/index.ts'
import type { SubscriptionView } from '../views.ts'
import { type PlanWithVersion, presentPlan } from './plan-rows.ts'

export type SubscriptionRow = typeof tables.subscription.$inferSelect
export type SubscriptionWithPlan = PlanWithVersion & { subscription: SubscriptionRow }

/** The workspace's one live subscription with its pinned plan. */
export const findLive = async (
  tx: Pick<Tx, 'select'>,
  workspaceId: string,
): Promise<SubscriptionWithPlan | null> => {
  const { subscription, plan, planVersion } = tables
  const [row] = await tx
    .select({ subscription, plan, version: planVersion })
    .from(subscription)
    .innerJoin(planVersion, eq(planVersion.id, subscription.planVersionId))
    .innerJoin(plan, eq(plan.id, planVersion.planId))
    .where(and(eq(subscription.workspaceId, workspaceId), isNull(subscription.endedAt)))
  return row ?? null
}

export const requireLive = async (
  tx: Pick<Tx, 'select'>,
  workspaceId: string,
): Promise<SubscriptionWithPlan> => {
  const found = await findLive(tx, workspaceId)
  if (!found) throw new NotFound('subscription', workspaceId)
  return found
}

/** The free plan's period moves with the counter, not with notices of Stripe. */
export const presentSubscription = (
  { subscription, ...plan }: SubscriptionWithPlan,
  period: { periodStart: Date; periodEnd: Date } | null,
  migration: SubscriptionView['migration'] = null,
): SubscriptionView => ({
  id: subscription.id,
  status: subscription.status,
  plan: presentPlan(plan),
  currentPeriodStart: period?.periodStart ?? subscription.currentPeriodStart,
  currentPeriodEnd: period?.periodEnd ?? subscription.currentPeriodEnd,
  cancelAtPeriodEnd: subscription.cancelAtPeriodEnd,
  graceUntil: subscription.graceUntil,
  interval: subscription.interval,
  extraSeats: subscription.extraSeats,
  addOns: subscription.addOns,
  recurringMinor: recurringMinor(plan.version, subscription).toString(),
  renewsAt:
    subscription.stripeSubscriptionId === null
      ? (period?.periodEnd ?? subscription.currentPeriodEnd)
      : subscription.currentPeriodEnd,
  trialEnd: subscription.status === 'trialing' ? subscription.trialEnd : null,
  pausedAt: subscription.pausedAt,
  resumesAt: subscription.resumesAt,
  migration,
})

/** Everything that reads and rewrites a workspace's billing state does so one at a time. */
export const lockBilling = async (tx: Pick<Tx, 'execute'>, workspaceId: string): Promise<void> => {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`billing ${workspaceId}`}, 0))`)
}
