import { type Tx, tables } from '@assay/db'
import { and, asc, eq, gt, sql } from 'drizzle-orm'
import { z } from 'zod'
import { lockBilling } from '../billing/subscription-rows.ts'
import { writeAudit } from '../core/audit.ts'
import type { OperatorCtx, Services } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'
import { explainPeriod } from './explain.ts'
import { type MeasuredPeriod, measurePeriods } from './measure.ts'

/** A renewal's draft, its retries and the longest month lie within. */
const lookBackDays = 45

type Reconciling = Pick<Services, 'dbs' | 'stripe' | 'now' | 'publicUrl'>
/** A period that has begun to differ. */
export type Difference = { workspaceId: string; meter: string; periodStart: Date; reasons: string[] }

/**
 * Holds served, metered, invoiced and Stripe's own count against one another, for each tenant and period of late, and
 * keeps what it found. Resolves to the periods that begin to differ with this look; the operators are written to.
 */
export const reconcile = async (
  services: Reconciling,
  only: { workspaceId?: string | undefined } = {},
): Promise<Difference[]> => {
  const { workspace } = tables
  const since = new Date(services.now().getTime() - lookBackDays * 86_400_000)
  const rows = await services.dbs.platform
    .select({ workspaceId: workspace.id, customerId: workspace.stripeCustomerId })
    .from(workspace)
    .where(only.workspaceId === undefined ? undefined : eq(workspace.id, only.workspaceId))
    .orderBy(asc(workspace.id))
  const found: Difference[] = []
  for (const of of rows)
    found.push(
      ...(await services.dbs.platform.transaction((tx) => reconcileOne(services, tx, { ...of, since }))),
    )
  if (found.length > 0) await tellOperators(services, found)
  return found
}

/** The same once a day, whichever worker comes first. */
export const reconcileDaily = async (services: Reconciling): Promise<Difference[]> => {
  const [last] = await services.dbs.platform.execute<{ at: string | null }>(
    sql`select max(checked_at) as at from reconciliation`,
  )
  const ageMs = last?.at ? services.now().getTime() - new Date(last.at).getTime() : Number.POSITIVE_INFINITY
  return ageMs < 86_400_000 ? [] : reconcile(services)
}

const reconcileOne = async (
  services: Reconciling,
  tx: Tx,
  of: { workspaceId: string; customerId: string | null; since: Date },
): Promise<Difference[]> => {
  const { reconciliation } = tables
  const { workspaceId } = of
  // Nothing is gathered, sent or rated between one figure and the next.
  await lockBilling(tx, workspaceId)
  const before = await tx
    .select()
    .from(reconciliation)
    .where(and(eq(reconciliation.workspaceId, workspaceId), gt(reconciliation.periodEnd, of.since)))
  const known = new Map(before.map((row) => [`${row.meter} ${row.periodStart.getTime()}`, row]))
  const found: Difference[] = []
  for (const period of await measurePeriods(services, tx, of)) {
    const old = known.get(`${period.meter} ${period.periodStart.getTime()}`)
    const row = resultOf(workspaceId, period, services.now(), old?.differsSince ?? null)
    const { reconciliation: table } = tables
    await tx
      .insert(table)
      .values(row)
      .onConflictDoUpdate({ target: [table.workspaceId, table.meter, table.periodStart], set: row })
    if (!row.differs || old?.differs) continue
    const reasons = row.reasons.filter(({ real }) => real).map(({ code }) => code)
    const { meter, periodStart } = period
    found.push({ workspaceId, meter, periodStart, reasons })
    const subject = { type: 'workspace', id: workspaceId }
    const detail = { meter, periodStart: periodStart.toISOString(), reasons: row.reasons }
    await writeAudit(
      tx,
      { actor: { type: 'system', id: null }, workspaceId },
      'billing.does_not_reconcile',
      subject,
      detail,
    )
  }
  return found
}

const resultOf = (
  workspaceId: string,
  period: MeasuredPeriod,
  now: Date,
  since: Date | null,
): typeof tables.reconciliation.$inferInsert & { differs: boolean } => {
  const reasons = explainPeriod(period)
  const differs = reasons.some(({ real }) => real)
  return {
    workspaceId,
    meter: period.meter,
    periodStart: period.periodStart,
    periodEnd: period.periodEnd,
    currency: period.currency,
    served: period.served,
    metered: period.metered,
    carried: period.acknowledged + period.fromCredits + period.included + period.billed,
    stripe: period.stripe,
    included: period.included,
    billed: period.billed,
    exactAmount: period.exactAmount,
    reasons,
    differs,
    checkedAt: now,
    differsSince: differs ? (since ?? now) : null,
  }
}

/** Operators hear of it once, by mail, when it begins. */
const tellOperators = async (services: Reconciling, found: Difference[]): Promise<void> => {
  const { user } = tables
  await services.dbs.platform.transaction(async (tx) => {
    const operators = await tx.select({ email: user.email }).from(user).where(sql`${user.isOperator}`)
    const lines = found.map(
      ({ workspaceId, meter, periodStart, reasons }) =>
        `${workspaceId}: ${meter} since ${periodStart.toISOString().slice(0, 10)} (${reasons.join(', ')})`,
    )
    const link = `${services.publicUrl}/operator/reconciliation?differing=yes`
    for (const { email } of operators)
      await enqueue(tx, 'mail.send', {
        to: email,
        subject: 'Usage and invoices differ',
        text: `These periods do not add up any more:\n\n${lines.join('\n')}\n\n${link}\n`,
      })
  })
}

export const reconcileNowInput = z.strictObject({ workspaceId: z.string().max(64).optional() })

/** The same at the operator's wish, for all tenants or one. */
export const reconcileNow = async (
  ctx: OperatorCtx,
  input: z.input<typeof reconcileNowInput>,
): Promise<{ found: number }> => {
  const only = reconcileNowInput.parse(input)
  return { found: (await reconcile(ctx, only)).length }
}
