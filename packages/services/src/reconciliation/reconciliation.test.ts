import { newId, tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { billYearlyUsage } from '../billing/bill-yearly-usage.ts'
import { startCheckout } from '../billing/checkout.ts'
import { type Money, startMoney } from '../billing/fixture.ts'
import { startPrepaid } from '../billing/start-prepaid.ts'
import { getUsage } from '../billing/usage-reads.ts'
import type { WorkspaceCtx } from '../core/context.ts'
import { consumeCredits } from '../credit/consume.ts'
import { grantCredits } from '../credit/grant-credits.ts'
import { recordMeterUsage } from '../usage/record-meter.ts'
import { getReconciliation, listReconciliations } from './read.ts'
import { reconcile, reconcileDaily } from './reconcile.ts'
import { tracePrediction } from './trace.ts'

let money: Money
beforeAll(async () => {
  money = await startMoney()
})
afterAll(() => money?.close())

const look = ({ workspaceId }: WorkspaceCtx) => reconcile(money.services, { workspaceId })
const rowsOf = async ({ workspaceId }: WorkspaceCtx) =>
  (await listReconciliations(money.operator(), { limit: 200 })).items
    .filter((row) => row.workspaceId === workspaceId)
    .sort((a, b) => a.periodStart.getTime() - b.periodStart.getTime())
const why = (row: { reasons: { code: string; quantity: number }[] } | undefined) =>
  Object.fromEntries((row?.reasons ?? []).map(({ code, quantity }) => [code, quantity]))

describe('25: served = metered = invoiced = Stripe', () => {
  it('names what is not invoiced and why, and follows an invoice line to the single prediction', async () => {
    const free = await money.createWorkspace()
    await money.use(free, [5])
    expect(await look(free)).toEqual([])
    expect((await rowsOf(free)).map(why)).toEqual([{ free_plan: 5 }])

    const ctx = await money.createWorkspace()
    await money.subscribe(ctx, 'starter')
    await money.use(ctx, [50_100, 3])
    await money.gatherUsage()
    await money.applyAll()
    expect(await look(ctx)).toEqual([])
    const running = (await rowsOf(ctx)).at(-1)
    expect(running).toMatchObject({ served: 50_103, metered: 50_103, carried: 50_103, stripe: 50_103 })
    expect(why(running)).toEqual({ not_yet_invoiced: 50_103 })

    await money.passPeriod(ctx, 2 * 3_600)
    expect(await look(ctx)).toEqual([])
    const ended = (await rowsOf(ctx)).find((row) => row.billed > 0)
    expect(ended).toMatchObject({ included: 50_000, billed: 103, exactAmount: '6.18', differs: false })
    expect(why(ended)).toEqual({ within_allowance: 50_000 })
    const detail = await getReconciliation(money.operator(), {
      workspaceId: ctx.workspaceId,
      meter: 'predictions',
      periodStart: ended?.periodStart.toISOString() ?? '',
    })
    expect(detail.lines).toMatchObject([{ included: 50_000, billed: 103, amountMinor: '6' }])
    const [call] = await money.dbs.platform
      .select()
      .from(tables.usageCall)
      .where(eq(tables.usageCall.workspaceId, ctx.workspaceId))
    const trace = await tracePrediction(money.operator(), {
      workspaceId: ctx.workspaceId,
      requestId: call?.requestId ?? '',
    })
    expect(trace).toMatchObject({
      quantity: 50_100,
      meterEvent: { state: 'sent' },
      line: { id: detail.lines[0]?.invoiceLineId, included: 50_000, billed: 100, invoiceStatus: 'paid' },
    })
    expect(trace.line?.paidAt).toBeInstanceOf(Date)
  })

  it('raises no alarm over usage that waits for its month of a year, that a wallet pays, or that no plan prices', async () => {
    const yearly = await money.createWorkspace()
    const planId = await money.planIdOf('starter')
    const { url } = await startCheckout(yearly, { planId, interval: 'year' })
    await money.pay(url)
    await money.applyAll()
    await money.use(yearly, [50_500])
    await money.gatherUsage()
    const running = { ...money.services, now: () => new Date(Date.now() + 20 * 86_400_000) }
    expect(await reconcile(running, yearly)).toEqual([])
    expect(why((await rowsOf(yearly)).at(-1))).toEqual({ not_yet_invoiced: 50_500 })
    const { periodEnd } = await getUsage(yearly)
    const later = { ...money.services, now: () => new Date(periodEnd.getTime() + 3 * 3_600_000) }
    expect(await billYearlyUsage(later)).toBe(1)
    await money.applyAll()
    expect(await reconcile(later, yearly)).toEqual([])
    expect((await rowsOf(yearly)).find((row) => row.billed > 0)).toMatchObject({
      included: 50_000,
      billed: 500,
    })

    const prepaid = await money.createWorkspace()
    await startPrepaid(prepaid, { planId: await money.planIdOf('payg') })
    const { workspaceId } = prepaid
    await grantCredits(money.operator(), { workspaceId, amountMinor: '1000', source: 'operator' })
    await money.use(prepaid, [200])
    await money.dbs.platform.transaction((tx) =>
      recordMeterUsage(tx, {
        workspaceId,
        meter: 'training_seconds',
        quantity: 9,
        key: 'training of a test',
        source: 'test',
        now: new Date(),
      }),
    )
    expect(await look(prepaid)).toEqual([])
    await consumeCredits(money.services)
    expect(await look(prepaid)).toEqual([])
    const rows = await rowsOf(prepaid)
    expect(rows.filter((row) => row.served > 0).map((row) => [row.meter, why(row), row.exactAmount])).toEqual(
      [
        ['predictions', { paid_from_credits: 200 }, '18'],
        ['training_seconds', { not_priced: 9 }, '0'],
      ],
    )
  })

  it('finds a difference that nothing explains, says since when, and writes to the operators once', async () => {
    await money.dbs.platform.insert(tables.user).values({
      id: newId('usr'),
      name: 'Olga',
      email: 'olga@example.com',
      isOperator: true,
      createdAt: new Date(),
      updatedAt: new Date(),
    })
    const mails = async () =>
      (
        await money.owner<{ text: string }[]>`
          select payload ->> 'text' as text from graphile_worker._private_jobs
          where payload ->> 'to' = 'olga@example.com'`
      ).map(({ text }) => text)
    const ctx = await money.createWorkspace()
    await money.subscribe(ctx, 'starter')
    await money.use(ctx, [100])
    await money.gatherUsage()
    await money.applyAll()
    expect(await look(ctx)).toEqual([])

    // A counter that was raised without an event, and usage that Stripe has from elsewhere.
    await money.owner`update quota_balance set used = used + 4 where workspace_id = ${ctx.workspaceId} and used > 0`
    await money.stripe.billing.meterEvents.create({
      event_name: 'assay_predictions',
      identifier: newId('mto'),
      // Stripe sums whole minutes; this one the period has in full.
      timestamp: Math.floor(Date.now() / 1_000) + 120,
      payload: { stripe_customer_id: await money.customerOf(ctx), value: '7' },
    })
    expect(await look(ctx)).toMatchObject([
      { workspaceId: ctx.workspaceId, reasons: ['not_metered', 'stripe_counts_otherwise'] },
    ])
    const bad = (await rowsOf(ctx)).at(-1)
    expect(bad).toMatchObject({ differs: true, differsSince: expect.any(Date) })
    expect(why(bad)).toMatchObject({ not_metered: 4, stripe_counts_otherwise: 7 })
    expect(await mails()).toEqual([expect.stringContaining(ctx.workspaceId)])

    // It still differs: nobody is written to again.
    expect(await look(ctx)).toEqual([])
    expect(await mails()).toHaveLength(1)
    expect((await rowsOf(ctx)).at(-1)?.differsSince).toEqual(bad?.differsSince)
    // A look at all of them was a moment ago.
    expect(await reconcileDaily(money.services)).toEqual([])
  })
})
