import {
  type Entitlements,
  limitsWith,
  offerOf,
  refusalOf,
  type Suspension,
  seatLimit,
  standingOf,
} from '@assay/billing'
import { type Tx, tables } from '@assay/db'
import { and, desc, eq, gt, isNull, sql } from 'drizzle-orm'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { NotFound } from '../errors/index.ts'
import type { EntitlementsView } from '../views.ts'
import { findSuspension } from '../workspace/find-suspension.ts'
import { requireLive, type SubscriptionWithPlan } from './subscription-rows.ts'

type Reader = Pick<Tx, 'select'>

const entitlementsOf = (
  { plan, version, subscription }: SubscriptionWithPlan,
  suspension: Suspension | null,
  now: Date,
): Entitlements => {
  const offer = offerOf(version)
  return {
    plan: plan.name,
    standing: standingOf(subscription, now, suspension),
    suspension,
    limits: {
      ...limitsWith(version.limits, offer, subscription.addOns),
      seats: seatLimit(offer, subscription.extraSeats, subscription.addOns),
    },
  }
}

/** What a workspace has now; `mayDo` answers from it, for the API, the worker and the dashboard alike. */
export const readEntitlements = async (tx: Reader, workspaceId: string, now: Date): Promise<Entitlements> =>
  entitlementsOf(await requireLive(tx, workspaceId), await findSuspension(tx, workspaceId), now)

/** Training minutes of the running period, with those of runs that still go on. */
export const trainingMinutesUsed = async (tx: Pick<Tx, 'execute'>, workspaceId: string): Promise<number> => {
  const [row] = await tx.execute<{ minutes: number }>(sql`
    select coalesce(sum(seconds), 0)::float8 / 60 as minutes from training_job
    where workspace_id = ${workspaceId} and created_at >= (
      select least(max(period_start), now()) from quota_balance where workspace_id = ${workspaceId})`)
  return row?.minutes ?? 0
}

/** Members, and invitations that can still be accepted: each of them takes a seat. */
export const seatsUsed = async (
  tx: Pick<Tx, '$count'>,
  workspaceId: string,
  now: Date,
): Promise<{ members: number; invited: number }> => {
  const { member, invitation } = tables
  return {
    members: await tx.$count(member, eq(member.workspaceId, workspaceId)),
    invited: await tx.$count(
      invitation,
      and(
        eq(invitation.workspaceId, workspaceId),
        isNull(invitation.acceptedAt),
        isNull(invitation.revokedAt),
        gt(invitation.expiresAt, now),
      ),
    ),
  }
}

const owedBy = async (tx: Reader, subscriptionId: string): Promise<EntitlementsView['owed']> => {
  const { invoice } = tables
  const [open] = await tx
    .select()
    .from(invoice)
    .where(and(eq(invoice.subscriptionId, subscriptionId), eq(invoice.status, 'open')))
    .orderBy(desc(invoice.createdAt))
    .limit(1)
  if (!open || open.amountDueMinor <= open.amountPaidMinor) return null
  return {
    invoiceId: open.id,
    amountMinor: (open.amountDueMinor - open.amountPaidMinor).toString(),
    currency: open.currency,
    hostedUrl: open.hostedUrl,
    nextAttemptAt: open.nextAttemptAt,
  }
}

export const getEntitlements = (ctx: WorkspaceCtx): Promise<EntitlementsView> =>
  inWorkspace(ctx, 'viewer', async (tx) => {
    const now = ctx.now()
    const live = await requireLive(tx, ctx.workspaceId)
    const has = entitlementsOf(live, await findSuspension(tx, ctx.workspaceId), now)
    const { members, invited } = await seatsUsed(tx, ctx.workspaceId, now)
    const [own] = await tx.select().from(tables.workspace).where(eq(tables.workspace.id, ctx.workspaceId))
    if (!own) throw new NotFound('workspace', ctx.workspaceId)
    return {
      ...has,
      refusal: refusalOf(has.standing, has.suspension),
      seatsUsed: members + invited,
      owed: await owedBy(tx, live.subscription.id),
      billingCurrency: own.billingCurrency,
      trialAvailable: own.trialUsedAt === null && own.billingCurrency === null,
    }
  })
