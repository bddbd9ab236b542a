import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { WorkspaceCtx } from '../core/context.ts'
import { changePlan, getSubscription } from './change-plan.ts'
import { type Money, startMoney } from './fixture.ts'
import { getInvoice, listInvoices } from './invoice-reads.ts'
import { previewPlanChange } from './preview-plan-change.ts'
import { getUsage } from './usage-reads.ts'

let money: Money
beforeAll(async () => {
  money = await startMoney()
})
afterAll(() => money.close())

const to = async (ctx: WorkspaceCtx, key: string) => changePlan(ctx, { planId: await money.planIdOf(key) })

const newestLines = async (ctx: WorkspaceCtx) => {
  const [newest] = (await listInvoices(ctx, {})).items
  return (await getInvoice(ctx, { id: newest?.id ?? '' })).lines
}

describe('a plan change', () => {
  it('bills the old usage at the old price on its own line and starts the new allowance whole', async () => {
    const ctx = await money.createWorkspace()
    await money.subscribe(ctx, 'starter')
    await money.use(ctx, [50_500])
    expect(await to(ctx, 'pro')).toMatchObject({ plan: { key: 'pro' }, status: 'active' })
    await money.applyAll()
    expect(await getUsage(ctx)).toMatchObject({ used: 0, included: 500_000, hardLimit: null })
    const lines = await newestLines(ctx)
    expect(lines.find((line) => line.kind === 'usage')).toMatchObject({
      quantity: 50_500,
      amountMinor: '30',
      events: 1,
    })
    expect(lines.find((line) => line.kind === 'base')).toMatchObject({ amountMinor: '14900' })
    const audits = await money.dbs.platform
      .select()
      .from(tables.auditEvent)
      .where(eq(tables.auditEvent.workspaceId, ctx.workspaceId))
    expect(audits.map((audit) => audit.action)).not.toContain('invoice.usage_differs')
  })

  it('17: up and down at once gives back no more than was charged, and nets to zero within a second’s worth', async () => {
    const ctx = await money.createWorkspace()
    await money.subscribe(ctx, 'starter')
    await to(ctx, 'pro')
    await to(ctx, 'starter')
    await money.applyAll()
    const invoices = (await listInvoices(ctx, { limit: 200 })).items
    const charged = invoices.reduce((sum, one) => sum + Number(one.totalMinor), 0)
    expect(charged).toBeGreaterThanOrEqual(2_900)
    expect(charged).toBeLessThanOrEqual(2_902)
  })

  it('17: bills to the last unit what its preview showed, up and down, with usage on it', async () => {
    const ctx = await money.createWorkspace()
    await money.subscribe(ctx, 'starter')
    await money.use(ctx, [50_500])
    for (const key of ['pro', 'starter']) {
      const planId = await money.planIdOf(key)
      const shown = await previewPlanChange(ctx, { planId })
      expect(shown.creditsUnusedTime).toBe(true)
      const before = await getSubscription(ctx)
      expect(before.plan.id).not.toBe(planId)
      await changePlan(ctx, { planId, preview: { at: shown.at, totalMinor: shown.totalMinor } })
      await money.applyAll()
      const [newest] = (await listInvoices(ctx, {})).items
      expect(newest?.totalMinor).toBe(shown.totalMinor)
      const billed = (await newestLines(ctx)).map((line) => line.amountMinor)
      expect(billed.toSorted()).toEqual(shown.lines.map((line) => line.amountMinor).toSorted())
    }
  })

  it('17: refuses to bill another amount than the one agreed to, and changes nothing', async () => {
    const ctx = await money.createWorkspace()
    await money.subscribe(ctx, 'starter')
    const planId = await money.planIdOf('pro')
    const shown = await previewPlanChange(ctx, { planId })
    await money.use(ctx, [60_000])
    const { at, totalMinor } = shown
    await expect(changePlan(ctx, { planId, preview: { at, totalMinor } })).rejects.toMatchObject({
      code: 'conflict',
      param: 'preview',
    })
    const early = { at: new Date(at.getTime() - 3_600_000), totalMinor }
    await expect(changePlan(ctx, { planId, preview: early })).rejects.toMatchObject({ param: 'preview' })
    expect(await getSubscription(ctx)).toMatchObject({ plan: { key: 'starter' } })
  })

  it('17: gives nothing back for a month whose allowance is used up', async () => {
    const ctx = await money.createWorkspace()
    await money.subscribe(ctx, 'pro')
    await money.use(ctx, [400_000])
    await to(ctx, 'starter')
    await money.applyAll()
    expect((await newestLines(ctx)).map((line) => line.kind)).not.toContain('proration')
    expect(await getSubscription(ctx)).toMatchObject({ plan: { key: 'starter' } })
  })

  it('refuses without changing anything when the card is declined', async () => {
    const ctx = await money.createWorkspace()
    await money.subscribe(ctx, 'starter')
    const customer = await money.customerOf(ctx)
    const [subscription] = (await money.stripe.subscriptions.list({ customer })).data
    const bad = await money.stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer })
    await money.stripe.subscriptions.update(subscription?.id ?? '', { default_payment_method: bad.id })
    await expect(to(ctx, 'pro')).rejects.toMatchObject({ code: 'payment_failed' })
    await money.applyAll()
    expect(await getSubscription(ctx)).toMatchObject({ plan: { key: 'starter' }, status: 'active' })
    expect(await money.use(ctx, [60_000])).toEqual([true])
  })
})
