import { planOfferSchema } from '@assay/billing'
import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { WorkspaceCtx } from '../core/context.ts'
import { createCoupon, listCoupons } from '../coupon/manage-coupons.ts'
import { editPlan, listPlanHistory } from '../operator/plans.ts'
import { explainRefusal } from '../spend/explain-refusal.ts'
import { forecastInvoice } from '../spend/forecast.ts'
import { inviteMember } from '../workspace/invitations.ts'
import { billYearlyUsage } from './bill-yearly-usage.ts'
import { changeItems, changePlan, getSubscription } from './change-plan.ts'
import { startCheckout } from './checkout.ts'
import { getEntitlements } from './entitlements.ts'
import { type Money, startMoney } from './fixture.ts'
import { getInvoice, listInvoices } from './invoice-reads.ts'
import { listPlans } from './list-plans.ts'
import { continueSubscription, pauseSubscription, resumeDue } from './pause.ts'
import { previewItems, previewPlanChange } from './preview-plan-change.ts'
import { getUsage } from './usage-reads.ts'

let money: Money
beforeAll(async () => {
  money = await startMoney()
})
afterAll(() => money.close())

type Choice = Partial<Parameters<typeof startCheckout>[1]>

const subscribe = async (ctx: WorkspaceCtx, key: string, choice: Choice = {}): Promise<void> => {
  const { url } = await startCheckout(ctx, { planId: await money.planIdOf(key), ...choice })
  await money.pay(url)
  await money.applyAll()
}

const bills = async (ctx: WorkspaceCtx) => (await listInvoices(ctx, { limit: 50 })).items

const mrrOf = async (ctx: WorkspaceCtx): Promise<bigint> => {
  const rows = await money.dbs.platform
    .select({ delta: tables.mrrMovement.deltaMinor })
    .from(tables.mrrMovement)
    .where(eq(tables.mrrMovement.workspaceId, ctx.workspaceId))
  return rows.reduce((sum, row) => sum + row.delta, 0n)
}

const edit = async (key: string, change: Partial<Parameters<typeof editPlan>[1]>) => {
  const history = (await listPlanHistory(money.operator())).find((plan) => plan.key === key)
  const now = history?.versions.find((one) => one.current && one.currency === history.currency)
  if (!history || !now) throw new Error(`no plan ${key}`)
  const { monthlyPriceMinor, includedPredictions, overagePer1000Minor, limits, description } = now
  const same = { monthlyPriceMinor, includedPredictions, overagePer1000Minor, limits, description }
  return editPlan(money.operator(), { planId: history.id, name: history.name, ...same, ...change })
}

const soon = async (ctx: WorkspaceCtx, days: number) => {
  const customer = await money.stripe.customers.retrieve(await money.customerOf(ctx))
  if (customer.deleted || typeof customer.test_clock !== 'string') throw new Error('no clock')
  const clock = await money.stripe.testHelpers.testClocks.retrieve(customer.test_clock)
  await money.stripe.testHelpers.testClocks.advance(clock.id, {
    frozen_time: clock.frozen_time + days * 86_400,
  })
  for (let ready = false; !ready; )
    ready = (await money.stripe.testHelpers.testClocks.retrieve(clock.id)).status === 'ready'
  await money.applyAll()
}

describe('a plan that is sold by month and year, in currencies, with seats and add-ons', () => {
  it('charges a year in the chosen currency at once, counts a twelfth for MRR, and keeps the customer to its currency', async () => {
    const ctx = await money.createWorkspace()
    const choice = {
      interval: 'year',
      currency: 'eur',
      extraSeats: 2,
      addOns: ['training-time'],
    } satisfies Choice
    await subscribe(ctx, 'pro', choice)
    const total = 139_000 + 2 * 8_500 + 45_000
    expect(await getSubscription(ctx)).toMatchObject({
      interval: 'year',
      extraSeats: 2,
      addOns: ['training-time'],
      recurringMinor: String(total),
      plan: { key: 'pro', version: { currency: 'eur' } },
    })
    expect(await bills(ctx)).toMatchObject([{ currency: 'eur', totalMinor: String(total), status: 'paid' }])
    expect(await mrrOf(ctx)).toBe(BigInt(Math.round(total / 12)))
    const { renewsAt, currentPeriodEnd } = await getSubscription(ctx)
    const days = (at: Date) => Math.round((at.getTime() - Date.now()) / 86_400_000)
    expect([days(renewsAt) > 360, days(currentPeriodEnd) < 32]).toEqual([true, true])
    expect(await getEntitlements(ctx)).toMatchObject({
      billingCurrency: 'eur',
      trialAvailable: false,
      limits: { seats: 22, trainingMinutesPerMonth: 12_000 },
    })
    const usd = (await listPlans(ctx)).find((plan) => plan.key === 'starter')
    expect(usd?.currencies.map((one) => one.currency)).toEqual(['eur'])
    expect((await previewPlanChange(ctx, { planId: usd?.id ?? '', interval: 'month' })).currency).toBe('eur')
  })

  it('invoices the usage of a year month by month, exactly and once', async () => {
    const ctx = await money.createWorkspace()
    await subscribe(ctx, 'starter', { interval: 'year' })
    await money.use(ctx, [50_500])
    expect(await getUsage(ctx)).toMatchObject({ used: 50_500, overageMinor: '30', hardLimit: null })
    expect(await forecastInvoice(ctx)).toMatchObject({ baseMinor: '0', nowMinor: '30' })
    await money.gatherUsage()
    const month = await getUsage(ctx)
    const later = { ...money.services, now: () => new Date(month.periodEnd.getTime() + 2 * 3_600_000) }
    expect(await billYearlyUsage(money.services)).toBe(0)
    expect(await billYearlyUsage(later)).toBe(1)
    expect(await billYearlyUsage(later)).toBe(0)
    await money.applyAll()
    const [newest] = await bills(ctx)
    expect(newest).toMatchObject({ totalMinor: '30', status: 'paid' })
    const { lines } = await getInvoice(ctx, { id: newest?.id ?? '' })
    expect(lines).toMatchObject([{ kind: 'usage', quantity: 50_500, amountMinor: '30', events: 1 }])
  })

  it('bills seats and add-ons to the last unit as their preview showed, and holds invitations to the seats', async () => {
    const ctx = await money.createWorkspace()
    await subscribe(ctx, 'starter')
    const invite = (name: string) => inviteMember(ctx, { email: `${name}@example.com`, role: 'member' })
    for (const name of ['a', 'b', 'c', 'd']) await invite(name)
    await expect(invite('e')).rejects.toMatchObject({ code: 'plan_limit', param: 'seats' })
    const shown = await previewItems(ctx, { extraSeats: 1, addOns: [] })
    expect(shown).toMatchObject({ recurringMinor: '3800', interval: 'month', currency: 'usd' })
    expect(Number(shown.totalMinor)).toBeGreaterThan(850)
    const preview = { at: shown.at, totalMinor: shown.totalMinor }
    await expect(
      changeItems(ctx, { extraSeats: 1, addOns: [], preview: { ...preview, totalMinor: '1' } }),
    ).rejects.toMatchObject({ code: 'conflict' })
    expect(await changeItems(ctx, { extraSeats: 1, addOns: [], preview })).toMatchObject({ extraSeats: 1 })
    await money.applyAll()
    expect((await bills(ctx))[0]?.totalMinor).toBe(shown.totalMinor)
    expect(await mrrOf(ctx)).toBe(3_800n)
    await invite('e')
    await expect(changeItems(ctx, { extraSeats: 0, addOns: ['gold'] })).rejects.toMatchObject({
      code: 'invalid_request',
    })
  })

  it('moves from month to year as previewed, with the seats that are taken', async () => {
    const ctx = await money.createWorkspace()
    await subscribe(ctx, 'starter', { extraSeats: 1 })
    const planId = await money.planIdOf('pro')
    const shown = await previewPlanChange(ctx, { planId, interval: 'year' })
    const preview = { at: shown.at, totalMinor: shown.totalMinor }
    expect(await changePlan(ctx, { planId, interval: 'year', preview })).toMatchObject({
      interval: 'year',
      extraSeats: 0,
      plan: { key: 'pro' },
      recurringMinor: '149000',
    })
    await money.applyAll()
    expect((await bills(ctx))[0]?.totalMinor).toBe(shown.totalMinor)
  })
})

describe('a code', () => {
  it('is taken off as its coupon says, is counted, and refused in words where it cannot be used', async () => {
    const operator = money.operator()
    await createCoupon(operator, {
      code: 'welcome-20',
      name: 'Welcome',
      off: { percent: 20 },
      duration: 'repeating',
      durationMonths: 2,
      maxRedemptions: 1,
    })
    await expect(
      createCoupon(operator, { code: 'WELCOME-20', name: 'Again', off: { percent: 1 }, duration: 'once' }),
    ).rejects.toMatchObject({ code: 'conflict' })
    await createCoupon(operator, {
      code: 'TENNER',
      name: 'Ten off',
      off: { amountMinor: '1000', currency: 'usd' },
      duration: 'once',
    })
    const ctx = await money.createWorkspace()
    const planId = await money.planIdOf('starter')
    for (const [promotionCode, currency] of [
      ['NOBODY', 'usd'],
      ['TENNER', 'eur'],
    ] as const)
      await expect(startCheckout(ctx, { planId, promotionCode, currency })).rejects.toMatchObject({
        code: 'invalid_request',
        param: 'promotionCode',
      })
    await subscribe(ctx, 'starter', { promotionCode: 'welcome-20' })
    expect((await bills(ctx))[0]?.totalMinor).toBe('2320')
    await money.passPeriod(ctx, 2 * 3600)
    expect((await bills(ctx)).map((one) => one.totalMinor)).toEqual(['2320', '2320'])
    expect((await listCoupons(operator)).map((one) => [one.code, one.timesRedeemed])).toEqual([
      ['TENNER', 0],
      ['WELCOME-20', 1],
    ])
  })
})

describe('22: a trial', () => {
  it('needs no card and stops at its allowance; with a card it goes on, without one it ends, and it is granted once', async () => {
    const offer = planOfferSchema.parse({ trialDays: 14 })
    await edit('starter', { offer, currencies: [] })
    const ctx = await money.createWorkspace()
    expect(await getEntitlements(ctx)).toMatchObject({ trialAvailable: true })
    await subscribe(ctx, 'starter')
    expect(await getSubscription(ctx)).toMatchObject({ status: 'trialing', plan: { key: 'starter' } })
    expect(await getUsage(ctx)).toMatchObject({ hardLimit: 50_000 })
    expect(await money.use(ctx, [50_000, 1])).toEqual([true, false])
    expect(await mrrOf(ctx)).toBe(0n)
    const kept = await money.createWorkspace()
    await subscribe(kept, 'starter')
    const customer = await money.customerOf(kept)
    const card = await money.stripe.paymentMethods.attach('pm_card_visa', { customer })
    await money.stripe.customers.update(customer, { invoice_settings: { default_payment_method: card.id } })
    for (const one of [ctx, kept]) await soon(one, 15)
    expect(await getSubscription(kept)).toMatchObject({
      status: 'active',
      plan: { key: 'starter' },
      trialEnd: null,
    })
    expect(await mrrOf(kept)).toBe(2_900n)
    expect((await bills(kept)).map((one) => one.totalMinor)).toEqual(['2900', '0'])
    expect(await getUsage(kept)).toMatchObject({ hardLimit: null })
    expect(await getSubscription(ctx)).toMatchObject({ status: 'active', plan: { key: 'free' } })
    expect(await mrrOf(ctx)).toBe(0n)
    expect(await getEntitlements(ctx)).toMatchObject({ trialAvailable: false })
    await subscribe(ctx, 'starter')
    expect(await getSubscription(ctx)).toMatchObject({ status: 'active', plan: { key: 'starter' } })
  })
})

describe('a pause', () => {
  it('bills what was used, refuses calls by name, charges no renewal, and starts a paid period when it ends after one', async () => {
    const ctx = await money.createWorkspace()
    await subscribe(ctx, 'pro')
    expect(await pauseSubscription(ctx, {})).toMatchObject({ status: 'active', resumesAt: null })
    expect(await mrrOf(ctx)).toBe(0n)
    expect(await money.use(ctx, [1])).toEqual([false])
    expect(await explainRefusal(money.services, { workspaceId: ctx.workspaceId, quantity: 1 })).toMatchObject(
      { code: 'subscription_paused' },
    )
    await expect(pauseSubscription(ctx, {})).rejects.toMatchObject({ code: 'conflict' })

    expect(await continueSubscription(ctx)).toMatchObject({ pausedAt: null })
    expect(await money.use(ctx, [1])).toEqual([true])
    expect((await bills(ctx)).map((one) => one.totalMinor)).toEqual(['14900'])

    // 500,000 are included: 400 of these are billed, though the renewal that carries them is not.
    await money.use(ctx, [500_399])
    await pauseSubscription(ctx, { resumesAt: new Date(Date.now() + 3_600_000) })
    await money.passPeriod(ctx, 2 * 3600)
    expect((await bills(ctx)).map((one) => [one.status, one.totalMinor])).toEqual([
      ['open', '10'],
      ['void', '14910'],
      ['paid', '14900'],
    ])
    expect(await money.use(ctx, [1])).toEqual([false])
    expect(await resumeDue(money.services)).toBe(0)
    const later = { ...money.services, now: () => new Date(Date.now() + 2 * 3_600_000) }
    expect(await resumeDue(later)).toBe(1)
    await money.applyAll()
    expect((await bills(ctx)).map((one) => [one.status, one.totalMinor])).toEqual([
      ['paid', '14900'],
      ['open', '10'],
      ['void', '14910'],
      ['paid', '14900'],
    ])
    expect(await mrrOf(ctx)).toBe(14_900n)
    expect(await money.use(ctx, [1])).toEqual([true])
  })
})
