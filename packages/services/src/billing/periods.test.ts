import { periodAt } from '@assay/billing'
import { tables } from '@assay/db'
import { asc, eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { applyStripeEvent } from './apply-event.ts'
import { getSubscription } from './change-plan.ts'
import { type Money, startMoney } from './fixture.ts'
import { ensureFreeSubscription } from './free-subscription.ts'
import { listInvoices } from './invoice-reads.ts'
import { checkPlanLimit } from './plan-limit.ts'

let money: Money
beforeAll(async () => {
  money = await startMoney()
})
afterAll(() => money.close())

const { invoice, invoiceLine, quotaBalance, stripeEvent } = tables

describe('20: periods follow their anchor and abut', () => {
  it('rolls the free plan from Jan 31 over Feb 28 to Mar 31, as the pure calendar does', async () => {
    const anchor = new Date('2026-01-31T10:15:30.250Z')
    await money.dbs.platform.insert(tables.workspace).values({ id: 'ws_anchor', name: 'Anchor' })
    await money.dbs.platform.transaction((tx) => ensureFreeSubscription(tx, 'ws_anchor', anchor))
    for (let day = 0; day < 400; day += 9) {
      const at = new Date(anchor.getTime() + day * 86_400_000)
      const [row] = await money.dbs.platform.execute<{ start: string; end: string }>(sql`
        select period_start as start, period_end as end from lock_quota_balance('ws_anchor', 'predictions', ${at.toISOString()}::timestamptz)`)
      expect({ start: new Date(row?.start ?? 0), end: new Date(row?.end ?? 0) }).toEqual(periodAt(anchor, at))
    }
    const rows = await money.dbs.platform
      .select()
      .from(quotaBalance)
      .where(eq(quotaBalance.workspaceId, 'ws_anchor'))
      .orderBy(asc(quotaBalance.periodStart))
    expect(rows.slice(0, 3).map((row) => row.periodEnd.toISOString().slice(0, 10))).toEqual([
      '2026-02-28',
      '2026-03-31',
      '2026-04-30',
    ])
    for (const [at, row] of rows.entries())
      if (at > 0) expect(row.periodStart).toEqual(rows[at - 1]?.periodEnd)
  })
})

describe('18, 21: invoices', () => {
  it('21: one invoice per period, and applying every notice of a renewal again changes nothing', async () => {
    const ctx = await money.createWorkspace()
    await money.subscribe(ctx, 'starter')
    await money.use(ctx, [50_500])
    await money.gatherUsage()
    await money.applyAll()
    await money.passPeriod(ctx, 2 * 3600)
    const snapshot = async () => ({
      invoices: await listInvoices(ctx, {}),
      lines: await money.dbs.platform
        .select()
        .from(invoiceLine)
        .where(eq(invoiceLine.workspaceId, ctx.workspaceId))
        .orderBy(asc(invoiceLine.id)),
      balances: await money.dbs.platform
        .select()
        .from(quotaBalance)
        .where(eq(quotaBalance.workspaceId, ctx.workspaceId))
        .orderBy(asc(quotaBalance.periodStart)),
    })
    const before = await snapshot()
    expect(before.invoices.items.map((one) => one.kind)).toEqual([
      'subscription_cycle',
      'subscription_create',
    ])
    const all = await money.dbs.platform
      .update(stripeEvent)
      .set({ handledAt: null })
      .returning({ id: stripeEvent.id })
    for (const { id } of all) await applyStripeEvent(money.services, { stripeEventId: id })
    expect(await snapshot()).toEqual(before)
  })

  it('18: refuses, in the database itself, to change a finalised invoice or its lines', async () => {
    const [final] = await money.dbs.platform.select().from(invoice).limit(1)
    const [line] = await money.dbs.platform.select().from(invoiceLine).limit(1)
    if (!final || !line) throw new Error('no invoice')
    const update = (change: Partial<typeof invoice.$inferInsert>) =>
      money.dbs.platform.update(invoice).set(change).where(eq(invoice.id, final.id))
    await expect(update({ totalMinor: 1n })).rejects.toThrow()
    await expect(update({ finalizedAt: null })).rejects.toThrow()
    await expect(update({ periodStart: new Date(0) })).rejects.toThrow()
    await expect(money.dbs.platform.update(invoiceLine).set({ amountMinor: 0n })).rejects.toThrow()
    await expect(money.dbs.platform.insert(invoiceLine).values({ ...line, id: 'il_more' })).rejects.toThrow()
    await expect(money.dbs.platform.delete(invoiceLine)).rejects.toThrow()
    await update({ status: 'paid' })
  })
})

describe('23: a failed payment', () => {
  it('keeps access within grace, and a payment ends the grace', async () => {
    const ctx = await money.createWorkspace()
    await money.subscribe(ctx, 'starter')
    const customer = await money.customerOf(ctx)
    const [subscription] = (await money.stripe.subscriptions.list({ customer })).data
    const bad = await money.stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer })
    await money.stripe.subscriptions.update(subscription?.id ?? '', { default_payment_method: bad.id })
    await money.passPeriod(ctx, 2 * 3600)
    const failing = await getSubscription(ctx)
    expect(failing).toMatchObject({ status: 'past_due', plan: { key: 'starter' } })
    expect(failing.graceUntil?.getTime()).toBeGreaterThan(Date.now())
    expect(await money.use(ctx, [60_000])).toEqual([true])

    const [open] = (await money.stripe.invoices.list({ customer, status: 'open' })).data
    await money.stripe.invoices.pay(open?.id ?? '', { payment_method: 'pm_card_visa' })
    await money.applyAll()
    expect(await getSubscription(ctx)).toMatchObject({ status: 'active', graceUntil: null })
  })

  it('stops usage once the grace is over', async () => {
    const ctx = await money.createWorkspace()
    await money.subscribe(ctx, 'starter')
    await money.dbs.platform.execute(sql`update subscription set status = 'past_due', grace_until = now() - interval '1 day'
      where workspace_id = ${ctx.workspaceId} and ended_at is null`)
    await money.gatherUsage()
    expect(await money.use(ctx, [1])).toEqual([false])
  })
})

describe('a plan’s limits', () => {
  it('are held in one place and say what helps', async () => {
    const ctx = await money.createWorkspace()
    const check = (feature: Parameters<typeof checkPlanLimit>[2], value: number) =>
      money.dbs.platform.transaction((tx) => checkPlanLimit(tx, ctx.workspaceId, feature, value))
    const { models, rowsPerDataset, trainingMinutesPerMonth } = (await getSubscription(ctx)).plan.version
      .limits
    const limits = {
      models: models ?? 0,
      rowsPerDataset: rowsPerDataset ?? 0,
      trainingMinutesPerMonth: trainingMinutesPerMonth ?? 0,
    }
    for (const feature of ['models', 'rowsPerDataset', 'trainingMinutesPerMonth'] as const) {
      await check(feature, limits[feature])
      await expect(check(feature, limits[feature] + 1)).rejects.toMatchObject({
        code: 'plan_limit',
        param: feature,
        message: expect.stringContaining('larger plan'),
      })
    }
  })
})
