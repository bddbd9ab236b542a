import { parseDecimal, periodCost, roundLine } from '@assay/billing'
import { StripeGatewayError } from '@assay/billing/stripe'
import { newId, type Tx, tables } from '@assay/db'
import { and, eq, isNotNull, sql } from 'drizzle-orm'
import { writeAudit } from '../core/audit.ts'
import { asSystem, type Services } from '../core/context.ts'
import { priceOf } from '../spend/price-of.ts'
import { type ChargedPeriod, chargePeriod, eventsPerCharge } from './charge-period.ts'
import { findPlanVersion } from './plan-rows.ts'
import { lockBilling } from './subscription-rows.ts'

type Billing = Pick<Services, 'dbs' | 'stripe' | 'now'>
type Period = ChargedPeriod & { period_end: string; used: string; charged: string; plan_version_id: string }

/**
 * Counters of an invoiced plan whose meters Stripe does not count itself, as those of a yearly subscription; of ended
 * periods alone where `ended`. A minimum is owed also where nothing was used: the row of predictions stands for the
 * period. What Stripe was told of is on its own line.
 */
export const openPeriods = (tx: Tx, workspaceId: string, ended: boolean): Promise<Iterable<Period>> =>
  tx.execute<Period>(sql`
    with periods as (
      select b.*, v.id as plan_version_id, v as version, (select array_agg(name) from (
          select jsonb_object_keys(v.prices) union
          select 'predictions' where s.interval = 'year' and v.overage_per_1000_minor is not null) as k(name)) as meters
      from quota_balance b
      join subscription s on s.id = b.subscription_id and s.stripe_subscription_id is not null
      join plan_version v on v.id = s.plan_version_id and not v.prepaid
      where b.workspace_id = ${workspaceId} and b.meter = 'predictions' and (not ${ended} or exists (
        select from quota_balance l where l.workspace_id = b.workspace_id and l.meter = b.meter
          and l.period_start > b.period_start)))
    select p.workspace_id, p.subscription_id, m.meter, p.period_start, p.period_end, p.plan_version_id,
      coalesce(q.used, 0)::text as used, coalesce(q.charged, 0)::text as charged
    from periods p cross join lateral unnest(p.meters) as m(meter)
    left join quota_balance q on q.workspace_id = p.workspace_id and q.meter = m.meter
      and q.period_start = p.period_start
    where not (m.meter = 'predictions' and exists (select from meter_outbox o
        where o.workspace_id = p.workspace_id and o.period_start = p.period_start))
      and (coalesce(q.used, 0) > coalesce(q.charged, 0) or (
      ((p.version).prices -> m.meter ->> 'minimumMinor')::numeric > 0 and not exists (
        select from usage_charge c where c.workspace_id = p.workspace_id and c.meter = m.meter
          and c.period_start = p.period_start)))
    order by p.period_start, m.meter`)

/** A period in which nothing was used still owes its minimum: a charge without events. */
const chargeMinimum = async (tx: Tx, period: Period, currency: string): Promise<void> => {
  await tx.insert(tables.usageCharge).values({
    id: newId('chg'),
    workspaceId: period.workspace_id,
    subscriptionId: period.subscription_id,
    meter: period.meter,
    periodStart: new Date(period.period_start),
    periodEnd: new Date(period.period_end),
    quantity: 0,
    through: 0,
    currency,
    exactAmount: '0',
    collect: 'invoice',
  })
}

/** Charges what is open of one period and gives each charge its whole amount: what it adds to the period's line. */
const chargeOpen = async (tx: Tx, period: Period): Promise<void> => {
  const { version } = await findPlanVersion(tx, period.plan_version_id)
  const price = priceOf(version, period.meter)
  if (price === null) return
  for (let more = Number(period.used) > Number(period.charged); more; )
    more = (await chargePeriod(tx, period, 'invoice'))?.events === eventsPerCharge
  const { usageCharge } = tables
  const ofPeriod = and(
    eq(usageCharge.workspaceId, period.workspace_id),
    eq(usageCharge.meter, period.meter),
    eq(usageCharge.periodStart, new Date(period.period_start)),
  )
  if ((await tx.$count(usageCharge, ofPeriod)) === 0) await chargeMinimum(tx, period, version.currency)
  const rows = await tx
    .select()
    .from(usageCharge)
    .where(ofPeriod)
    .orderBy(usageCharge.through, usageCharge.id)
  // Rounded over the period and not by charge: a late one adds what the whole line grows by.
  let before = 0n
  for (const row of rows) {
    const through = roundLine(periodCost(price, BigInt(row.through))).amountMinor
    if (row.amountMinor === null)
      await tx
        .update(usageCharge)
        .set({ amountMinor: through - before })
        .where(eq(usageCharge.id, row.id))
    before = row.amountMinor === null ? through : before + row.amountMinor
  }
}

/**
 * Puts the usage of meters that Stripe does not count on its invoice: on the draft that is named, or on the
 * customer's next invoice. Charges are durable first and sent after; each is an item once, under its id.
 */
export const billMeters = async (
  services: Billing,
  workspaceId: string,
  to: { stripeInvoiceId: string | null; ended: boolean },
): Promise<void> => {
  const { platform } = services.dbs
  await platform.transaction(async (tx) => {
    await lockBilling(tx, workspaceId)
    for (const period of await openPeriods(tx, workspaceId, to.ended)) await chargeOpen(tx, period)
    const { usageCharge } = tables
    await tx
      .update(usageCharge)
      .set({ stripeInvoiceId: to.stripeInvoiceId })
      .where(and(...pendingOf(workspaceId), sql`${usageCharge.stripeInvoiceId} is null`))
  })
  await sendCharges(services, workspaceId)
}

export const pendingOf = (workspaceId: string) => {
  const { usageCharge } = tables
  return [
    eq(usageCharge.workspaceId, workspaceId),
    eq(usageCharge.collect, 'invoice'),
    eq(usageCharge.state, 'pending'),
    isNotNull(usageCharge.amountMinor),
  ]
}

const sendCharges = async (services: Billing, workspaceId: string): Promise<void> => {
  const { platform } = services.dbs
  const { usageCharge, subscription, workspace } = tables
  const rows = await platform
    .select({
      charge: usageCharge,
      stripeSubscriptionId: subscription.stripeSubscriptionId,
      customerId: workspace.stripeCustomerId,
    })
    .from(usageCharge)
    .innerJoin(subscription, eq(subscription.id, usageCharge.subscriptionId))
    .innerJoin(workspace, eq(workspace.id, usageCharge.workspaceId))
    .where(and(...pendingOf(workspaceId)))
    .orderBy(usageCharge.id)
  for (const { charge, stripeSubscriptionId, customerId } of rows) {
    if (stripeSubscriptionId === null || customerId === null) continue
    const send = (invoiceId: string | null) =>
      services.stripe.createInvoiceItem({
        customerId,
        subscriptionId: stripeSubscriptionId,
        invoiceId,
        reference: invoiceId === null ? charge.id : `${charge.id}_${invoiceId}`,
        description: describeCharge(charge),
        amountMinor: charge.amountMinor ?? 0n,
        currency: charge.currency,
        periodStart: charge.periodStart,
        periodEnd: charge.periodEnd,
      })
    try {
      const { id } = await send(charge.stripeInvoiceId)
      await platform
        .update(usageCharge)
        .set({ state: 'sent', stripeItemId: id, error: null })
        .where(eq(usageCharge.id, charge.id))
    } catch (error) {
      if (!(error instanceof StripeGatewayError) || error.retryable || error.code === 'credentials')
        throw error
      await giveNext(services, charge, error.message)
    }
  }
}

export const describeCharge = (charge: { quantity: number; meter: string }): string =>
  `${charge.quantity.toLocaleString('en-US')} ${charge.meter.replaceAll('_', ' ')}`

/** The draft was finalised or discarded in between: the item waits for the next invoice; a second refusal is final. */
const giveNext = (
  services: Billing,
  charge: typeof tables.usageCharge.$inferSelect,
  message: string,
): Promise<void> =>
  services.dbs.platform.transaction(async (tx) => {
    const { usageCharge } = tables
    const state = charge.stripeInvoiceId === null ? ('failed' as const) : ('pending' as const)
    await tx
      .update(usageCharge)
      .set({ state, stripeInvoiceId: null, error: message.slice(0, 500) })
      .where(eq(usageCharge.id, charge.id))
    const subject = { type: 'usage_charge', id: charge.id }
    await writeAudit(tx, asSystem(services as Services, charge.workspaceId), 'usage.refused', subject, {
      message,
      quantity: charge.quantity,
    })
  })

/** Rates the events of a charge on its invoice line: graduated by what each adds, by volume at the period's price. */
export const rateCharge = async (tx: Tx, chargeId: string, lineId: string): Promise<void> => {
  await tx.execute(sql`
    insert into rated_usage (usage_event_id, workspace_id, invoice_line_id, included_quantity, billed_quantity, exact_amount)
    select id, workspace_id, ${lineId}, quantity - billed, billed,
      case when price ->> 'mode' = 'graduated' then usage_cost(price, through) - usage_cost(price, through - quantity)
        else billed * coalesce(usage_cost(price, last) / nullif(greatest(0, last - included), 0), 0) end
    from (
      select e.id, e.workspace_id, e.quantity, p.price, c.through as last, (p.price ->> 'included')::bigint as included,
        (c.through - c.quantity + sum(e.quantity) over w)::bigint as through,
        least(e.quantity, greatest(0, c.through - c.quantity + sum(e.quantity) over w
          - (p.price ->> 'included')::bigint))::bigint as billed
      from usage_event e join usage_charge c on c.id = e.outbox_id
      join subscription s on s.id = c.subscription_id
      join plan_version v on v.id = s.plan_version_id
      cross join lateral (select meter_price(v, c.meter) as price) p
      where c.id = ${chargeId} window w as (order by e.occurred_at, e.id)) as ordered`)
}

/** The charge behind an invoice item of ours; null for another's. */
export const chargeOfItem = async (
  tx: Tx,
  itemId: string | null,
): Promise<typeof tables.usageCharge.$inferSelect | null> => {
  if (itemId === null) return null
  const { usageCharge } = tables
  const [row] = await tx.select().from(usageCharge).where(eq(usageCharge.stripeItemId, itemId))
  return row ?? null
}

/** Exact amount of a charge within its period's line; the minimum is in what it was rounded to. */
export const exactOfCharge = (charge: typeof tables.usageCharge.$inferSelect): string =>
  parseDecimal(charge.exactAmount) > 0n ? charge.exactAmount : (charge.amountMinor ?? 0n).toString()
