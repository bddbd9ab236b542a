import { roundLine, unitPrice } from '@assay/billing'
import type { GatewayInvoiceLine } from '@assay/billing/stripe'
import { newId, type Tx, tables } from '@assay/db'
import { and, eq, gte, lt, sql } from 'drizzle-orm'
import { latestBalance } from './balance.ts'
import { predictionsMeter } from './meter.ts'
import { type PlanVersionRow, trimDecimal } from './plan-rows.ts'

export type UsageLine = {
  workspaceId: string
  invoiceId: string
  subscriptionId: string
  version: PlanVersionRow
  /** Stripe's lines of this price and period: one, or one per tier. */
  stripe: [GatewayInvoiceLine, ...GatewayInvoiceLine[]]
}

export type RatingResult = {
  lineId: string
  ours: { quantity: number; amountMinor: bigint }
  stripes: { quantity: number; amountMinor: bigint }
}

const iso = (at: Date): string => at.toISOString()

/**
 * Outbox rows of the period that Stripe never acknowledged. Where its quantity shows that it counted those
 * already attempted, an answer was lost and they are sent; else they move to the running period, under
 * the same identifier, and can still count only once.
 */
const settleUnsent = async (tx: Tx, line: UsageLine, inPeriod: ReturnType<typeof and>): Promise<void> => {
  const { meterOutbox } = tables
  const rows = await tx.select().from(meterOutbox).where(inPeriod).for('update')
  const sum = (of: typeof rows): number => of.reduce((total, row) => total + row.quantity, 0)
  const unsent = rows.filter((row) => row.state === 'pending')
  if (unsent.length === 0) return
  const attempted = unsent.filter((row) => row.attempts > 0)
  const counted = line.stripe.reduce((total, one) => total + one.quantity, 0)
  const lost =
    attempted.length > 0 && counted === sum(rows.filter((row) => row.state === 'sent')) + sum(attempted)
  const latest = await latestBalance(tx, line.workspaceId)
  for (const row of unsent) {
    const moved = latest === null ? {} : { periodStart: latest.periodStart, timestamp: latest.periodStart }
    await tx
      .update(meterOutbox)
      .set(lost && row.attempts > 0 ? { state: 'sent' as const } : moved)
      .where(eq(meterOutbox.id, row.id))
  }
}

/**
 * Rates a period's usage onto one line: in order of time the allowance is used up first, what lies over it
 * is billed. The same arithmetic as `rateUsage`, done by the database over any number of events.
 */
export const rateUsageLine = async (tx: Tx, line: UsageLine): Promise<RatingResult> => {
  const { meterOutbox, invoiceLine } = tables
  const [first] = line.stripe
  const inPeriod = and(
    eq(meterOutbox.subscriptionId, line.subscriptionId),
    eq(meterOutbox.meter, predictionsMeter),
    gte(meterOutbox.periodStart, first.periodStart),
    lt(meterOutbox.periodStart, first.periodEnd),
  )
  await settleUnsent(tx, line, inPeriod)

  const price = line.version.overagePer1000Minor
  const unit = price === null ? '0' : unitPrice(trimDecimal(price))
  const [summed] = await tx
    .select({ quantity: sql<string>`coalesce(sum(${meterOutbox.quantity}), 0)::text` })
    .from(meterOutbox)
    .where(and(inPeriod, eq(meterOutbox.state, 'sent')))
  const quantity = Number(summed?.quantity ?? 0)
  const [exact] = await tx.execute<{ amount: string }>(
    sql`select (greatest(0, ${quantity}::bigint - ${line.version.includedPredictions}::bigint) * ${unit}::numeric)::text as amount`,
  )
  const rounded = roundLine(trimDecimal(exact?.amount ?? '0'))
  const stripes = {
    quantity: line.stripe.reduce((total, one) => total + one.quantity, 0),
    amountMinor: line.stripe.reduce((total, one) => total + one.amountMinor, 0n),
  }
  const taken = (of: 'discountMinor' | 'taxMinor' | 'taxIncludedMinor'): bigint =>
    line.stripe.reduce((total, one) => total + one[of], 0n)
  const lineId = newId('il')
  // What Stripe charges is what the customer sees; our own figure stands beside it, exact.
  await tx.insert(invoiceLine).values({
    id: lineId,
    workspaceId: line.workspaceId,
    invoiceId: line.invoiceId,
    kind: 'usage',
    description: `${quantity.toLocaleString('en-US')} predictions, ${line.version.includedPredictions.toLocaleString('en-US')} included`,
    quantity,
    exactAmount: rounded.exactAmount,
    amountMinor: stripes.amountMinor,
    roundingDelta: sql`${stripes.amountMinor.toString()}::numeric - ${rounded.exactAmount}::numeric`,
    discountMinor: taken('discountMinor'),
    taxMinor: taken('taxMinor'),
    taxIncludedMinor: taken('taxIncludedMinor'),
    currency: first.currency,
    periodStart: first.periodStart,
    periodEnd: first.periodEnd,
    stripeLineId: first.id,
  })
  await tx.execute(sql`
    insert into rated_usage (usage_event_id, workspace_id, invoice_line_id, included_quantity, billed_quantity, exact_amount)
    select id, workspace_id, ${lineId}, quantity - billed, billed, billed * ${unit}::numeric
    from (
      select e.id, e.workspace_id, e.quantity, least(e.quantity, greatest(0,
        sum(e.quantity) over (order by e.occurred_at, e.id) - ${line.version.includedPredictions}::bigint)) as billed
      from usage_event e join meter_outbox o on o.id = e.outbox_id
      where o.subscription_id = ${line.subscriptionId} and o.meter = ${predictionsMeter} and o.state = 'sent'
        and o.period_start >= ${iso(first.periodStart)}::timestamptz
        and o.period_start < ${iso(first.periodEnd)}::timestamptz
    ) as ordered`)
  return { lineId, ours: { quantity, amountMinor: rounded.amountMinor }, stripes }
}
