import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cancelSubscription, getSubscription } from '../billing/change-plan.ts'
import { type Money, startMoney } from '../billing/fixture.ts'
import { getUsage } from '../billing/usage-reads.ts'
import { editPlan, listPlanHistory } from './plans.ts'
import { revenue } from './revenue.ts'
import { listInvoices, listSubscriptions } from './subscriptions.ts'

let money: Money
beforeAll(async () => {
  money = await startMoney()
})
afterAll(() => money.close())

const edit = async (key: string, change: Partial<Parameters<typeof editPlan>[1]>) => {
  const planId = await money.planIdOf(key)
  const history = await listPlanHistory(money.operator())
  const current = history.find((plan) => plan.id === planId)?.versions.find((version) => version.current)
  if (!current) throw new Error('no current version')
  const { monthlyPriceMinor, includedPredictions, overagePer1000Minor, limits, description } = current
  const same = { monthlyPriceMinor, includedPredictions, overagePer1000Minor, limits, description }
  return editPlan(money.operator(), { planId, name: key, ...same, ...change })
}

describe('19: editing a plan never changes a live subscription', () => {
  it('keeps a subscriber on the price and allowance they chose, through a renewal, while new ones get the new version', async () => {
    const early = await money.createWorkspace()
    await money.subscribe(early, 'starter')
    expect(
      await edit('starter', {
        monthlyPriceMinor: '3900',
        includedPredictions: 10,
        overagePer1000Minor: '99.5',
      }),
    ).toMatchObject({ number: 2 })
    await money.passPeriod(early, 2 * 3600)
    expect((await getSubscription(early)).plan.version).toMatchObject({
      number: 1,
      monthlyPriceMinor: '2900',
      includedPredictions: 50_000,
      overagePer1000Minor: '60',
    })
    expect(await getUsage(early)).toMatchObject({ included: 50_000 })
    const bills = (await listInvoices(money.operator(), {})).items.filter(
      (one) => one.workspaceId === early.workspaceId,
    )
    expect(bills.map((one) => one.totalMinor)).toEqual(['2900', '2900'])

    const late = await money.createWorkspace()
    await money.subscribe(late, 'starter')
    expect((await getSubscription(late)).plan.version).toMatchObject({
      number: 2,
      monthlyPriceMinor: '3900',
      overagePer1000Minor: '99.5',
    })
    const history = (await listPlanHistory(money.operator())).find((plan) => plan.key === 'starter')
    expect(
      history?.versions
        .filter((one) => one.currency === 'usd')
        .map(({ number, current, subscribers }) => [number, current, subscribers]),
    ).toEqual([
      [2, true, 1],
      [1, false, 1],
    ])
  })

  it('refuses, in the database itself, to change a version that somebody subscribes to', async () => {
    const { planVersion } = tables
    const id = (await getSubscription(await money.createWorkspace())).plan.version.id
    await expect(
      money.dbs.platform.update(planVersion).set({ includedPredictions: 5 }).where(eq(planVersion.id, id)),
    ).rejects.toThrow()
  })

  it('refuses a free plan that costs, a paid one for nothing, and prices that are no exact decimals', async () => {
    await expect(edit('free', { monthlyPriceMinor: '1' })).rejects.toMatchObject({ code: 'invalid_request' })
    const nothing = { monthlyPriceMinor: '0', overagePer1000Minor: null, prices: {} }
    await expect(edit('pro', nothing)).rejects.toMatchObject({ code: 'invalid_request' })
    for (const overagePer1000Minor of ['-1', '1e3', '0.0000000001', 'x'])
      await expect(edit('pro', { overagePer1000Minor })).rejects.toThrow()
  })
})

describe('the operator sees', () => {
  it('26: recurring revenue whose bridge adds up to the subscriptions that are live', async () => {
    const ctx = await money.createWorkspace()
    await money.subscribe(ctx, 'pro')
    await money.use(ctx, [500_100])
    const before = (await revenue(money.operator())).currencies[0]
    expect(before?.usageThisPeriodMinor).toBe('2.5')
    await cancelSubscription(ctx)
    await money.passPeriod(ctx, 2 * 3600)
    const usd = (await revenue(money.operator())).currencies.find((one) => one.currency === 'usd')
    const live = (await listSubscriptions(money.operator(), { limit: 200 })).items
    const mrr = live.reduce((sum, one) => sum + BigInt(one.mrrMinor), 0n).toString()
    expect(usd).toMatchObject({
      mrrMinor: mrr,
      subscribers: live.filter((one) => one.stripeSubscriptionId !== null).length,
    })
    expect(usd?.mrrBridge.at(-1)?.endMinor).toBe(mrr)
    expect(usd?.mrrBridge.some((month) => month.churnMinor === '-14900')).toBe(true)
    const lines = usd?.byMonth.reduce(
      (sum, month) => sum + BigInt(month.baseMinor) + BigInt(month.usageMinor),
      0n,
    )
    expect(lines?.toString()).toBe(usd?.invoicedMinor)
  })
})
