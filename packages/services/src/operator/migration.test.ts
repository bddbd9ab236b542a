import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getSubscription } from '../billing/change-plan.ts'
import { type Money, startMoney } from '../billing/fixture.ts'
import { listInvoices } from '../billing/invoice-reads.ts'
import type { WorkspaceCtx } from '../core/context.ts'
import { migrateSubscribers, previewMigration, settleMigrations } from './migrate-subscribers.ts'
import { editPlan, listPlanHistory } from './plans.ts'
import { simulatePlan } from './simulate-plan.ts'

let money: Money
beforeAll(async () => {
  money = await startMoney()
})
afterAll(() => money.close())

const draft = async () => {
  const history = (await listPlanHistory(money.operator())).find((plan) => plan.key === 'starter')
  const now = history?.versions.find((one) => one.current && one.currency === 'usd')
  if (!history || !now) throw new Error('no starter')
  const { includedPredictions, limits, description } = now
  const same = { includedPredictions, limits, description, name: 'Starter', planId: history.id }
  return { ...same, monthlyPriceMinor: '3900', overagePer1000Minor: '30' }
}

const totals = async (ctx: WorkspaceCtx) =>
  (await listInvoices(ctx, { limit: 20 })).items.map((one) => Number(one.totalMinor))

describe('subscribers of an older version', () => {
  it('stay on it until they are moved, at once or at renewal, and pay what the preview of their own usage says', async () => {
    const operator = money.operator()
    const [stays, waits, moves] = await Promise.all([1, 2, 3].map(() => money.createWorkspace()))
    if (!stays || !waits || !moves) throw new Error('no workspaces')
    for (const ctx of [stays, waits, moves]) await money.subscribe(ctx, 'starter')
    await money.use(waits, [60_000])
    const edit = await draft()
    expect((await simulatePlan(operator, edit)).totals).toEqual([
      { currency: 'usd', beforeMinor: String(3 * 2_900 + 600), afterMinor: String(3 * 3_900 + 300) },
    ])
    await editPlan(operator, edit)
    const { planId } = edit
    const rows = await previewMigration(operator, { planId })
    const of = (ctx: WorkspaceCtx) => rows.find((row) => row.workspaceId === ctx.workspaceId)
    expect(of(waits)).toMatchObject({
      version: 1,
      usage: [{ meter: 'predictions', quantity: 60_000 }],
      beforeRecurringMinor: '2900',
      afterRecurringMinor: '3900',
      beforeUsageMinor: '600',
      afterUsageMinor: '300',
      refusal: null,
      scheduledFor: null,
    })
    const idOf = (ctx: WorkspaceCtx) => of(ctx)?.subscriptionId ?? ''
    expect(
      await migrateSubscribers(operator, { planId, subscriptionIds: [idOf(moves)], when: 'now' }),
    ).toMatchObject([{ state: 'done', error: null }])
    expect(await getSubscription(moves)).toMatchObject({
      recurringMinor: '3900',
      plan: { version: { number: 2 } },
    })

    expect(
      await migrateSubscribers(operator, { planId, subscriptionIds: [idOf(waits)], when: 'renewal' }),
    ).toMatchObject([{ state: 'scheduled', error: null }])
    expect(await getSubscription(waits)).toMatchObject({
      recurringMinor: '2900',
      migration: { beforeMinor: '2900', afterMinor: '3900', version: 2 },
    })
    expect(await settleMigrations(money.services)).toBe(0)
    await money.gatherUsage()
    await money.applyAll()
    await money.passPeriod(waits, 2 * 3600)
    expect(await getSubscription(waits)).toMatchObject({
      recurringMinor: '3900',
      plan: { version: { number: 2 } },
    })
    // The ended period's usage at its own price, and the new one's base at the new.
    expect((await totals(waits)).reduce((sum, one) => sum + one, 0)).toBe(2_900 + 600 + 3_900)
    expect(await settleMigrations(money.services)).toBe(1)
    expect((await getSubscription(waits)).migration).toBeNull()
    expect(await getSubscription(stays)).toMatchObject({
      recurringMinor: '2900',
      plan: { version: { number: 1 } },
    })
    expect((await previewMigration(operator, { planId })).map((row) => row.workspaceId)).toEqual([
      stays.workspaceId,
    ])
  })
})
