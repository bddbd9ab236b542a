import { overageOf } from '@assay/billing'
import { type Tx, tables } from '@assay/db'
import { and, desc, eq, sql } from 'drizzle-orm'
import type { z } from 'zod'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { type Page, pageInput } from '../core/page.ts'
import { NotFound } from '../errors/index.ts'
import type { UsageEventView, UsageView } from '../views.ts'
import { type BalanceRow, currentBalance } from './balance.ts'
import { predictionsMeter } from './meter.ts'
import { trimDecimal } from './plan-rows.ts'
import { requireLive } from './subscription-rows.ts'

const ofPeriod = (balance: BalanceRow) =>
  and(
    eq(tables.usageEvent.workspaceId, balance.workspaceId),
    eq(tables.usageEvent.meter, predictionsMeter),
    eq(tables.usageEvent.periodStart, balance.periodStart),
  )

const byDay = (tx: Tx, balance: BalanceRow): Promise<{ day: string; quantity: number }[]> => {
  const { usageEvent } = tables
  const day = sql<string>`to_char(${usageEvent.occurredAt} at time zone 'UTC', 'YYYY-MM-DD')`
  return tx
    .select({ day, quantity: sql<number>`sum(${usageEvent.quantity})::float8` })
    .from(usageEvent)
    .where(ofPeriod(balance))
    .groupBy(sql`1`)
    .orderBy(sql`1`)
}

const byDeployment = async (tx: Tx, balance: BalanceRow): Promise<UsageView['byDeployment']> => {
  const { usageEvent, deployment } = tables
  const rows = await tx
    .select({
      deploymentId: usageEvent.deploymentId,
      name: deployment.name,
      quantity: sql<number>`sum(${usageEvent.quantity})::float8`,
    })
    .from(usageEvent)
    .leftJoin(deployment, eq(deployment.id, usageEvent.deploymentId))
    .where(ofPeriod(balance))
    .groupBy(usageEvent.deploymentId, deployment.name)
    .orderBy(sql`3 desc`)
  return rows.map((row) => {
    const deploymentId = row.deploymentId ?? ''
    return { deploymentId, name: row.name ?? deploymentId, quantity: row.quantity }
  })
}

/** What the running period has used, and what of it will be billed. */
export const getUsage = (ctx: WorkspaceCtx): Promise<UsageView> =>
  inWorkspace(ctx, 'viewer', async (tx) => {
    const { version } = await requireLive(tx, ctx.workspaceId)
    const balance = await currentBalance(tx, ctx.workspaceId, ctx.now())
    if (balance === null) throw new NotFound('subscription', ctx.workspaceId)
    const overage = version.overagePer1000Minor
    return {
      meter: predictionsMeter,
      periodStart: balance.periodStart,
      periodEnd: balance.periodEnd,
      used: balance.used,
      included: version.includedPredictions,
      hardLimit: balance.hardLimit,
      overageMinor: overageOf(BigInt(balance.used), {
        included: version.includedPredictions,
        overagePer1000Minor: overage === null ? null : trimDecimal(overage),
      }),
      currency: version.currency,
      byDay: await byDay(tx, balance),
      byDeployment: await byDeployment(tx, balance),
    }
  })

/** Usage events with the deployment they came from and, once invoiced, how they were rated. */
export const selectUsageEvents = (tx: Tx) => {
  const { usageEvent, deployment, ratedUsage } = tables
  return tx
    .select({
      id: usageEvent.id,
      quantity: usageEvent.quantity,
      deploymentId: usageEvent.deploymentId,
      deploymentName: deployment.name,
      apiKeyId: usageEvent.apiKeyId,
      requestId: usageEvent.requestId,
      occurredAt: usageEvent.occurredAt,
      includedQuantity: ratedUsage.includedQuantity,
      billedQuantity: ratedUsage.billedQuantity,
      exactAmount: ratedUsage.exactAmount,
    })
    .from(usageEvent)
    .leftJoin(deployment, eq(deployment.id, usageEvent.deploymentId))
    .leftJoin(ratedUsage, eq(ratedUsage.usageEventId, usageEvent.id))
}

export const presentUsageEvent = (
  row: Awaited<ReturnType<typeof selectUsageEvents>>[number],
): UsageEventView => ({
  ...row,
  exactAmount: row.exactAmount === null ? null : trimDecimal(row.exactAmount),
})

/** The running period's events, the newest first. */
export const listUsageEvents = (
  ctx: WorkspaceCtx,
  input: z.input<typeof pageInput>,
): Promise<Page<UsageEventView>> => {
  const { offset, limit } = pageInput.parse(input)
  const { usageEvent } = tables
  return inWorkspace(ctx, 'viewer', async (tx) => {
    const balance = await currentBalance(tx, ctx.workspaceId, ctx.now())
    if (balance === null) return { items: [], total: 0 }
    const rows = await selectUsageEvents(tx)
      .where(ofPeriod(balance))
      .orderBy(desc(usageEvent.occurredAt), desc(usageEvent.id))
      .limit(limit)
      .offset(offset)
    return { items: rows.map(presentUsageEvent), total: await tx.$count(usageEvent, ofPeriod(balance)) }
  })
}
