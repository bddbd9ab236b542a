import { type Meter, recurringMinor, simulateBill } from '@assay/billing'
import { StripeGatewayError } from '@assay/billing/stripe'
import { newId, tables } from '@assay/db'
import { and, asc, eq, inArray, isNotNull, isNull, ne } from 'drizzle-orm'
import { z } from 'zod'
import { billMeters } from '../billing/bill-meters.ts'
import { requirePrices } from '../billing/plan-change.ts'
import { findCurrentPlan, type PlanVersionRow } from '../billing/plan-rows.ts'
import { reconcileCustomer } from '../billing/reconcile-subscription.ts'
import { gatewayItems, selectionOf } from '../billing/selection.ts'
import { flushUsage } from '../billing/send-usage.ts'
import { askingStripe } from '../billing/stripe-errors.ts'
import type { SubscriptionRow } from '../billing/subscription-rows.ts'
import { writeAudit } from '../core/audit.ts'
import type { OperatorCtx } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'
import { AssayError } from '../errors/index.ts'
import { amountText } from '../spend/amount-text.ts'
import { managersOf } from '../spend/warn.ts'
import type { MigrationResult, MigrationRow } from '../views.ts'
import { lastMonthsUsage, termsOf } from './last-months-usage.ts'

type Candidate = { row: SubscriptionRow; from: PlanVersionRow; to: PlanVersionRow | null; name: string }

/** Who pays for an older version of a plan, with the current one in their own currency. */
const candidates = async (ctx: OperatorCtx, planId: string): Promise<Candidate[]> => {
  const { subscription, planVersion, workspace } = tables
  const db = ctx.dbs.platform
  await findCurrentPlan(db, planId)
  const current = await db
    .select()
    .from(planVersion)
    .where(and(eq(planVersion.planId, planId), eq(planVersion.current, true)))
  const rows = await db
    .select({ row: subscription, from: planVersion, name: workspace.name })
    .from(subscription)
    .innerJoin(planVersion, eq(planVersion.id, subscription.planVersionId))
    .innerJoin(workspace, eq(workspace.id, subscription.workspaceId))
    .where(
      and(
        eq(planVersion.planId, planId),
        ne(planVersion.current, true),
        isNull(subscription.endedAt),
        isNotNull(subscription.stripeSubscriptionId),
      ),
    )
    .orderBy(asc(subscription.createdAt), asc(subscription.id))
    .limit(1_000)
  return rows.map((one) => ({
    ...one,
    to: current.find((version) => version.currency === one.from.currency) ?? null,
  }))
}

/** Why a subscriber cannot be moved; null where it can. */
const refusalOf = ({ row, from, to }: Candidate): string | null => {
  if (to === null) return `The current version is not sold in ${from.currency.toUpperCase()}.`
  if (row.pausedAt !== null) return 'The subscription is paused.'
  if (row.cancelAtPeriodEnd) return 'The subscription ends at the end of its period.'
  if (row.status !== 'active') return 'The subscription is not active and paid.'
  try {
    recurringMinor(to, selectionOf(row))
    return null
  } catch (error) {
    if (error instanceof RangeError) return error.message
    throw error
  }
}

export const migrationInput = z.strictObject({ planId: z.string().max(64) })

/** What each subscriber of an older version pays before and after, on the usage of its own last thirty days. */
export const previewMigration = async (
  ctx: OperatorCtx,
  input: z.input<typeof migrationInput>,
): Promise<MigrationRow[]> => {
  const { planId } = migrationInput.parse(input)
  const found = await candidates(ctx, planId)
  const usage = await lastMonthsUsage(
    ctx,
    found.map(({ row }) => row.workspaceId),
  )
  const { planMigration } = tables
  const scheduled =
    found.length === 0
      ? []
      : await ctx.dbs.platform.select().from(planMigration).where(eq(planMigration.state, 'scheduled'))
  return found.map((one) => {
    const { row, from, to, name } = one
    const refusal = refusalOf(one)
    const quantities = usage.get(row.workspaceId) ?? {}
    const before = simulateBill(termsOf(from), selectionOf(row), quantities)
    const after =
      to === null || refusal !== null ? before : simulateBill(termsOf(to), selectionOf(row), quantities)
    return {
      subscriptionId: row.id,
      workspaceId: row.workspaceId,
      workspaceName: name,
      version: from.number,
      currency: from.currency,
      interval: row.interval,
      usage: Object.entries(quantities).map(([meter, quantity]) => ({ meter: meter as Meter, quantity })),
      beforeRecurringMinor: before.recurringMinor.toString(),
      afterRecurringMinor: after.recurringMinor.toString(),
      beforeUsageMinor: (before.totalMinor - before.recurringMinor).toString(),
      afterUsageMinor: (after.totalMinor - after.recurringMinor).toString(),
      renewsAt: row.currentPeriodEnd,
      refusal,
      scheduledFor: scheduled.find(({ subscriptionId }) => subscriptionId === row.id)?.effectiveAt ?? null,
    }
  })
}

export const migrateInput = migrationInput.extend({
  subscriptionIds: z.array(z.string().max(64)).min(1).max(200),
  /** `now`: the running period ends and what is unused of it is given back. */
  when: z.enum(['now', 'renewal']),
})

/**
 * Moves subscribers to their plan's current version, at once or when they renew, and tells them. Each one stands for
 * itself: who cannot be moved is named, and the others are.
 */
export const migrateSubscribers = async (
  ctx: OperatorCtx,
  input: z.input<typeof migrateInput>,
): Promise<MigrationResult[]> => {
  const { planId, subscriptionIds, when } = migrateInput.parse(input)
  const found = (await candidates(ctx, planId)).filter(({ row }) => subscriptionIds.includes(row.id))
  const results: MigrationResult[] = []
  for (const one of found) {
    const { row } = one
    try {
      await migrateOne(ctx, one, when)
      results.push({ subscriptionId: row.id, state: when === 'now' ? 'done' : 'scheduled', error: null })
    } catch (error) {
      if (!(error instanceof AssayError || error instanceof StripeGatewayError)) throw error
      results.push({ subscriptionId: row.id, state: 'failed', error: error.message })
    }
  }
  return results
}

const migrateOne = async (ctx: OperatorCtx, one: Candidate, when: 'now' | 'renewal'): Promise<void> => {
  const { row, from, to, name } = one
  const { workspaceId, stripeSubscriptionId } = row
  const refusal = refusalOf(one)
  if (refusal !== null || to === null || stripeSubscriptionId === null)
    throw new AssayError('conflict', refusal ?? 'There is nothing to move.', { param: 'subscriptionIds' })
  const selection = selectionOf(row)
  const { plan } = await findCurrentPlan(ctx.dbs.platform, to.planId)
  const items = gatewayItems(
    to,
    await askingStripe(() => requirePrices(ctx, { plan, version: to })),
    selection,
  )
  const beforeMinor = recurringMinor(from, selection)
  const afterMinor = recurringMinor(to, selection)
  if (when === 'now') {
    await flushUsage(ctx, workspaceId)
    await billMeters(ctx, workspaceId, { stripeInvoiceId: null, ended: false })
    const order = { subscriptionId: stripeSubscriptionId, items, newPeriod: true, credit: true }
    const { customerId } = await askingStripe(() => ctx.stripe.changePlan(order))
    await ctx.dbs.platform.transaction((tx) => reconcileCustomer(ctx, tx, customerId))
  } else await askingStripe(() => ctx.stripe.changeAtPeriodEnd(stripeSubscriptionId, items))
  const now = ctx.now()
  const effectiveAt = when === 'now' ? now : row.currentPeriodEnd
  await ctx.dbs.platform.transaction(async (tx) => {
    const { planMigration } = tables
    const id = newId('pmg')
    await tx
      .update(planMigration)
      .set({ state: 'withdrawn', settledAt: now })
      .where(and(eq(planMigration.subscriptionId, row.id), eq(planMigration.state, 'scheduled')))
    await tx.insert(planMigration).values({
      id,
      workspaceId,
      subscriptionId: row.id,
      fromVersionId: from.id,
      toVersionId: to.id,
      mode: when,
      state: when === 'now' ? 'done' : 'scheduled',
      beforeMinor,
      afterMinor,
      effectiveAt,
      settledAt: when === 'now' ? now : null,
    })
    const money = (minor: bigint) => `${amountText(minor.toString(), from.currency)} a ${row.interval}`
    const day = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' }).format(effectiveAt)
    for (const to of await managersOf(tx, workspaceId))
      await enqueue(tx, 'mail.send', {
        to,
        subject: `${name}: ${plan.name} changes on ${day}`,
        text: `From ${day}, ${plan.name} will cost ${money(afterMinor)} instead of ${money(beforeMinor)}, before discounts and taxes, under the terms shown under Billing. You can cancel or change the plan until then and at any time after.\n\n${ctx.publicUrl}/billing`,
      })
    const subject = { type: 'subscription', id: row.id }
    await writeAudit(tx, { actor: ctx.actor, workspaceId }, 'subscription.migrated', subject, {
      from: from.id,
      to: to.id,
      when,
    })
  })
}

/** Closes what was ordered for a renewal: done where the subscription is there, withdrawn where it took another way. */
export const settleMigrations = async (ctx: Pick<OperatorCtx, 'dbs' | 'now'>): Promise<number> => {
  const { planMigration, subscription } = tables
  const rows = await ctx.dbs.platform
    .select({ move: planMigration, versionId: subscription.planVersionId, endedAt: subscription.endedAt })
    .from(planMigration)
    .innerJoin(subscription, eq(subscription.id, planMigration.subscriptionId))
    .where(eq(planMigration.state, 'scheduled'))
  const ids = { done: [] as string[], withdrawn: [] as string[] }
  for (const { move, versionId, endedAt } of rows) {
    if (versionId === move.toVersionId) ids.done.push(move.id)
    else if (versionId !== move.fromVersionId || endedAt !== null) ids.withdrawn.push(move.id)
  }
  for (const state of ['done', 'withdrawn'] as const)
    if (ids[state].length > 0)
      await ctx.dbs.platform
        .update(planMigration)
        .set({ state, settledAt: ctx.now() })
        .where(inArray(planMigration.id, ids[state]))
  return ids.done.length + ids.withdrawn.length
}
