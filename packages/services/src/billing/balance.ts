import { hardLimitOf } from '@assay/billing'
import { type Tx, tables } from '@assay/db'
import { and, desc, eq, sql } from 'drizzle-orm'
import { predictionsMeter } from './meter.ts'
import type { PlanVersionRow } from './plan-rows.ts'

export type BalanceRow = typeof tables.quotaBalance.$inferSelect

/** The balance that admits usage now: the one of the latest period. */
export const latestBalance = async (
  tx: Pick<Tx, 'select'>,
  workspaceId: string,
): Promise<BalanceRow | null> => {
  const { quotaBalance } = tables
  const [row] = await tx
    .select()
    .from(quotaBalance)
    .where(and(eq(quotaBalance.workspaceId, workspaceId), eq(quotaBalance.meter, predictionsMeter)))
    .orderBy(desc(quotaBalance.periodStart))
    .limit(1)
  return row ?? null
}

const lockLatest = async (tx: Tx, workspaceId: string): Promise<BalanceRow | null> => {
  // Two steps: a row lock on `order by … limit 1` may wake up on a row that is no longer the latest.
  await tx.execute(
    sql`select 1 from quota_balance where workspace_id = ${workspaceId} and meter = ${predictionsMeter} for update`,
  )
  return latestBalance(tx, workspaceId)
}

const whereIs = (row: BalanceRow) =>
  and(
    eq(tables.quotaBalance.workspaceId, row.workspaceId),
    eq(tables.quotaBalance.meter, row.meter),
    eq(tables.quotaBalance.periodStart, row.periodStart),
  )

export type OpenPeriod = {
  workspaceId: string
  subscriptionId: string
  version: PlanVersionRow
  start: Date
  end: Date
  /** Whether payment has failed for good: nothing more is admitted. */
  suspended: boolean
}

/**
 * Brings the counter to the period that the subscription is in. A later start opens a new balance and cuts
 * the one before, so that periods abut; the same period is corrected in place. Usage that was admitted
 * stays where it was admitted.
 */
export const openPeriod = async (tx: Tx, period: OpenPeriod): Promise<void> => {
  const latest = await lockLatest(tx, period.workspaceId)
  const ceiling = period.suspended ? 0 : hardLimitOf(period.version)
  const own = latest?.subscriptionId === period.subscriptionId
  if (latest !== null && own && period.start <= latest.periodStart) {
    // A balance that was rolled on before the renewal's notice came keeps its own end.
    const periodEnd = period.end > latest.periodStart ? period.end : latest.periodEnd
    await tx
      .update(tables.quotaBalance)
      .set({ periodEnd, hardLimit: fitting(ceiling, latest) })
      .where(whereIs(latest))
    await refreshCeiling(tx, period.workspaceId, new Date(), period.suspended)
    return
  }
  // Another subscription's usage must not end up in this one's period.
  const start =
    latest !== null && period.start <= latest.periodStart
      ? new Date(latest.periodStart.getTime() + 1)
      : period.start
  if (latest !== null && latest.periodEnd.getTime() !== start.getTime())
    await tx.update(tables.quotaBalance).set({ periodEnd: start }).where(whereIs(latest))
  await tx.insert(tables.quotaBalance).values({
    workspaceId: period.workspaceId,
    meter: predictionsMeter,
    periodStart: start,
    periodEnd: period.end > start ? period.end : new Date(start.getTime() + 1),
    subscriptionId: period.subscriptionId,
    hardLimit: ceiling,
  })
  await refreshCeiling(tx, period.workspaceId, new Date(), period.suspended)
}

/** Brings the running counter's ceiling to what plan, payment, spend cap and wallet say now. */
export const refreshCeiling = async (
  tx: Pick<Tx, 'execute'>,
  workspaceId: string,
  now: Date,
  suspended: boolean | null = null,
): Promise<void> => {
  await tx.execute(
    sql`select refresh_ceiling(${workspaceId}, ${now.toISOString()}::timestamptz, ${suspended}::boolean)`,
  )
}

/** A ceiling cannot lie below what is used already. */
const fitting = (ceiling: number | null, row: BalanceRow): number | null =>
  ceiling === null ? null : Math.max(ceiling, row.used + row.held)

/** The balance of the period that `now` lies in: one that ended unused is followed by its next here. */
export const currentBalance = async (tx: Tx, workspaceId: string, now: Date): Promise<BalanceRow | null> => {
  const latest = await latestBalance(tx, workspaceId)
  if (latest === null || latest.periodEnd > now) return latest
  await tx.execute(
    sql`select lock_quota_balance(${workspaceId}, ${predictionsMeter}, ${now.toISOString()}::timestamptz)`,
  )
  return latestBalance(tx, workspaceId)
}
