import { type Meter, usageCost } from '@assay/billing'
import { type Tx, tables, timeOfId } from '@assay/db'
import { and, desc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { type Page, pageInput } from '../core/page.ts'
import { NotFound } from '../errors/index.ts'
import { priceOf } from '../spend/price-of.ts'
import type { UsageEventView, UsageView } from '../views.ts'
import { type BalanceRow, currentBalance } from './balance.ts'
import { predictionsMeter } from './meter.ts'
import { trimDecimal } from './plan-rows.ts'
import { requireLive } from './subscription-rows.ts'

const ofPeriod = (balance: BalanceRow) => {
  const { usageEvent } = tables
  return and(
    eq(usageEvent.workspaceId, balance.workspaceId),
    eq(usageEvent.meter, predictionsMeter),
    eq(usageEvent.periodStart, balance.periodStart),
  )
}

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
    const price = priceOf(version, predictionsMeter)
    return {
      meter: predictionsMeter,
      periodStart: balance.periodStart,
      periodEnd: balance.periodEnd,
      used: balance.used,
      included: price?.included ?? version.includedPredictions,
      hardLimit: balance.hardLimit,
      moneyLimit: balance.moneyLimit,
      overageMinor: price === null ? '0' : usageCost(price, BigInt(balance.used)),
      currency: version.currency,
      byDay: await byDay(tx, balance),
      byDeployment: await byDeployment(tx, balance),
    }
  })

/**
 * Calls with the deployment they went to and, once their event is invoiced, how they were rated: what the plan
 * includes covers an event's first predictions, and the rest of them share its amount alike.
 */
export const selectUsageCalls = (tx: Tx) => {
  const { usageCall, deployment, ratedUsage } = tables
  const billed = sql`least(${usageCall.quantity}, greatest(0, ${usageCall.through} - ${ratedUsage.includedQuantity}))`
  const ofRated = (quantity: SQL) =>
    sql<number | null>`case when ${ratedUsage.usageEventId} is not null then ${quantity} end::float8`
  return tx
    .select({
      id: usageCall.usageEventId,
      meter: usageCall.meter,
      quantity: usageCall.quantity,
      deploymentId: usageCall.deploymentId,
      deploymentName: deployment.name,
      apiKeyId: usageCall.apiKeyId,
      requestId: usageCall.requestId,
      occurredAt: usageCall.occurredAt,
      includedQuantity: ofRated(sql`${usageCall.quantity} - ${billed}`),
      billedQuantity: ofRated(billed),
      exactAmount: sql<string | null>`case when ${ratedUsage.billedQuantity} = 0 then 0
        else ${ratedUsage.exactAmount} * ${billed} / ${ratedUsage.billedQuantity} end`,
    })
    .from(usageCall)
    .leftJoin(deployment, eq(deployment.id, usageCall.deploymentId))
    .leftJoin(ratedUsage, eq(ratedUsage.usageEventId, usageCall.usageEventId))
}

export const presentUsageCall = (
  row: Awaited<ReturnType<typeof selectUsageCalls>>[number],
): UsageEventView => ({
  ...row,
  exactAmount: row.exactAmount === null ? null : trimDecimal(row.exactAmount),
})

export const usageEventsInput = pageInput.extend({
  /** Of one call alone. */
  requestId: z.string().max(64).optional(),
})

/** A call is counted within this long of the moment at which its id was given. */
const countedWithin = sql`interval '10 minutes'`

const ofRequest = (requestId: string | undefined) => {
  if (requestId === undefined) return undefined
  const { usageCall } = tables
  const ms = timeOfId(requestId)
  if (Number.isNaN(ms)) return sql`false`
  const at = new Date(ms).toISOString()
  return and(
    eq(usageCall.requestId, requestId),
    sql`${usageCall.occurredAt} between ${at}::timestamptz - ${countedWithin} and ${at}::timestamptz + ${countedWithin}`,
  )
}

/** What answers are counted on. */
const answerMeters: Meter[] = [predictionsMeter, 'batch_rows']

/** The running period's calls and stretches of batches, the newest first. */
export const listUsageEvents = (
  ctx: WorkspaceCtx,
  input: z.input<typeof usageEventsInput>,
): Promise<Page<UsageEventView>> => {
  const { offset, limit, requestId } = usageEventsInput.parse(input)
  const { usageCall } = tables
  return inWorkspace(ctx, 'viewer', async (tx) => {
    const balance = await currentBalance(tx, ctx.workspaceId, ctx.now())
    if (balance === null) return { items: [], total: 0 }
    const asked = and(
      eq(usageCall.workspaceId, balance.workspaceId),
      inArray(usageCall.meter, answerMeters),
      eq(usageCall.periodStart, balance.periodStart),
      ofRequest(requestId),
    )
    const rows = await selectUsageCalls(tx)
      .where(asked)
      .orderBy(desc(usageCall.occurredAt), desc(usageCall.usageEventId), desc(usageCall.place))
      .limit(limit)
      .offset(offset)
    return { items: rows.map(presentUsageCall), total: await tx.$count(usageCall, asked) }
  })
}
