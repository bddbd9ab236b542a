import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cancelSubscription, changePlan, getSubscription, resumeSubscription } from './change-plan.ts'
import { startCheckout } from './checkout.ts'
import { type Money, startMoney } from './fixture.ts'
import { getInvoice, listInvoices, listLineEvents } from './invoice-reads.ts'
import { getUsage, listUsageEvents } from './usage-reads.ts'

let money: Money
beforeAll(async () => {
  money = await startMoney()
})
afterAll(() => money.close())

const differences = async (workspaceId: string) =>
  money.dbs.platform
    .select()
    .from(tables.auditEvent)
    .where(eq(tables.auditEvent.workspaceId, workspaceId))
    .then((rows) => rows.filter((row) => row.action === 'invoice.usage_differs'))

describe('from checkout to the events behind an invoice line', () => {
  it('switches the plan, bills the usage over the allowance exactly, and shows every event of the line', async () => {
    const ctx = await money.createWorkspace()
    expect((await getSubscription(ctx)).plan.key).toBe('free')
    expect(await money.use(ctx, [1_000, 1])).toEqual([true, false])

    await money.subscribe(ctx, 'starter')
    expect(await getSubscription(ctx)).toMatchObject({ status: 'active', plan: { key: 'starter' } })
    expect(await getUsage(ctx)).toMatchObject({
      used: 0,
      included: 50_000,
      hardLimit: null,
      overageMinor: '0',
    })

    for (const quantities of [[49_990], [4, 996], [15]]) {
      expect(await money.use(ctx, quantities)).toEqual(quantities.map(() => true))
      // Events are rated in the order of their milliseconds.
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    expect(await getUsage(ctx)).toMatchObject({ used: 51_005, overageMinor: '60.3' })
    const newest = await listUsageEvents(ctx, { limit: 2 })
    expect(newest).toMatchObject({ total: 4, items: [{ quantity: 15 }, { quantity: 996 }] })
    const { requestId = '' } = newest.items[1] ?? {}
    expect(await listUsageEvents(ctx, { requestId })).toEqual({ total: 1, items: [newest.items[1]] })
    expect((await listUsageEvents(ctx, { requestId: 'req_of_nobody' })).total).toBe(0)
    await money.gatherUsage()
    await money.applyAll()
    await money.passPeriod(ctx, 2 * 3600)

    const { items } = await listInvoices(ctx, {})
    const cycle = items.find((one) => one.kind === 'subscription_cycle')
    expect(cycle).toMatchObject({ status: 'paid', totalMinor: '2960', amountPaidMinor: '2960' })
    const { lines } = await getInvoice(ctx, { id: cycle?.id ?? '' })
    const usage = lines.find((line) => line.kind === 'usage')
    expect(usage).toMatchObject({ quantity: 51_005, exactAmount: '60.3', amountMinor: '60', events: 3 })
    expect(lines.find((line) => line.kind === 'base')).toMatchObject({ amountMinor: '2900' })

    const behind = await listLineEvents(ctx, { invoiceLineId: usage?.id ?? '' })
    expect(
      behind.items.map((event) => [
        event.quantity,
        event.includedQuantity,
        event.billedQuantity,
        event.exactAmount,
      ]),
    ).toEqual([
      [49_990, 49_990, 0, '0'],
      [4, 4, 0, '0'],
      [996, 6, 990, '59.4'],
      [15, 0, 15, '0.9'],
    ])
    expect(await differences(ctx.workspaceId)).toEqual([])

    // The next period has begun with a fresh allowance.
    expect(await getUsage(ctx)).toMatchObject({ used: 0, hardLimit: null })
    expect(await money.use(ctx, [5])).toEqual([true])
  })

  it('hides another workspace’s invoice and lines as not found', async () => {
    const payer = await money.createWorkspace()
    await money.subscribe(payer, 'starter')
    const [invoice] = (await listInvoices(payer, {})).items
    const [line] = (await getInvoice(payer, { id: invoice?.id ?? '' })).lines
    const other = await money.createWorkspace()
    await expect(getInvoice(other, { id: invoice?.id ?? '' })).rejects.toMatchObject({ code: 'not_found' })
    await expect(listLineEvents(other, { invoiceLineId: line?.id ?? '' })).rejects.toMatchObject({
      code: 'not_found',
    })
    expect(await listInvoices(other, {})).toEqual({ items: [], total: 0 })
  })

  it('leaves the free plan as it is when the card is declined', async () => {
    const ctx = await money.createWorkspace()
    const { url } = await startCheckout(ctx, { planId: await money.planIdOf('starter') })
    await money.pay(url, '4000 0000 0000 0002')
    await money.applyAll()
    expect((await getSubscription(ctx)).plan.key).toBe('free')
  })

  it('lets only admins and owners spend', async () => {
    const ctx = await money.createWorkspace()
    const planId = await money.planIdOf('starter')
    for (const role of ['viewer', 'member'] as const) {
      await expect((async () => startCheckout({ ...ctx, role }, { planId }))()).rejects.toMatchObject({
        code: 'forbidden',
      })
      await expect((async () => cancelSubscription({ ...ctx, role }))()).rejects.toMatchObject({
        code: 'forbidden',
      })
      expect((await getSubscription({ ...ctx, role })).plan.key).toBe('free')
    }
    await expect(startCheckout(ctx, { planId: await money.planIdOf('free') })).rejects.toMatchObject({
      code: 'invalid_request',
    })
    await expect(changePlan(ctx, { planId })).rejects.toMatchObject({ code: 'conflict' })
  })

  it('ends a cancelled plan with its period, bills the last usage, and falls back to the free plan', async () => {
    const ctx = await money.createWorkspace()
    await money.subscribe(ctx, 'starter')
    expect(await cancelSubscription(ctx)).toMatchObject({ cancelAtPeriodEnd: true, plan: { key: 'starter' } })
    expect(await resumeSubscription(ctx)).toMatchObject({ cancelAtPeriodEnd: false })
    await cancelSubscription(ctx)
    await money.use(ctx, [60_000])
    await money.gatherUsage()
    await money.applyAll()
    await money.passPeriod(ctx, 2 * 3600)
    expect(await getSubscription(ctx)).toMatchObject({
      plan: { key: 'free' },
      status: 'active',
      cancelAtPeriodEnd: false,
    })
    expect(await getUsage(ctx)).toMatchObject({ used: 0, hardLimit: 1_000 })
    const last = (await listInvoices(ctx, {})).items[0]
    expect(last).toMatchObject({ totalMinor: '600', status: 'paid' })
    expect((await getInvoice(ctx, { id: last?.id ?? '' })).lines).toMatchObject([
      { kind: 'usage', quantity: 60_000, events: 1 },
    ])
    expect(await money.use(ctx, [1_000, 1])).toEqual([true, false])
    // And may come back.
    await money.subscribe(ctx, 'pro')
    expect((await getSubscription(ctx)).plan.key).toBe('pro')
  })
})
