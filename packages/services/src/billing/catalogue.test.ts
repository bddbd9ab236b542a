import { tables } from '@assay/db'
import { eq, isNotNull } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getSubscription } from './change-plan.ts'
import { startCheckout } from './checkout.ts'
import { type Money, startMoney } from './fixture.ts'
import { listInvoices } from './invoice-reads.ts'
import { listPlans } from './list-plans.ts'
import { openPortal } from './portal.ts'
import { repairFromStripe } from './repair-from-stripe.ts'
import { syncCatalogue } from './sync-catalogue.ts'

let money: Money
beforeAll(async () => {
  money = await startMoney()
})
afterAll(() => money.close())

const { planVersion } = tables

describe('the catalogue', () => {
  it('is made in Stripe once, also by two processes at once and after our ids were lost', async () => {
    const count = async () => ({
      prices: (await money.stripe.prices.list({ limit: 100 })).data.length,
      products: (await money.stripe.products.list({ limit: 100 })).data.length,
      meters: (await money.stripe.billing.meters.list({ limit: 100 })).data.length,
    })
    expect(await count()).toEqual({ prices: 12, products: 5, meters: 1 })
    const before = await money.dbs.platform
      .select()
      .from(planVersion)
      .where(isNotNull(planVersion.stripeBasePriceId))
    await money.dbs.platform
      .update(planVersion)
      .set({ stripeProductId: null, stripeBasePriceId: null, stripeUsagePriceId: null, stripePrices: {} })
    await Promise.all([syncCatalogue(money.services), syncCatalogue(money.services)])
    expect(await count()).toEqual({ prices: 12, products: 5, meters: 1 })
    const after = await money.dbs.platform
      .select()
      .from(planVersion)
      .where(isNotNull(planVersion.stripeBasePriceId))
    expect(after.map((row) => row.stripeBasePriceId).sort()).toEqual(
      before.map((row) => row.stripeBasePriceId).sort(),
    )
  })

  it('prices usage in graduated tiers: the allowance for nothing, the rest at the exact unit price', async () => {
    const [usage] = await money.dbs.platform
      .select()
      .from(planVersion)
      .where(eq(planVersion.monthlyPriceMinor, 2_900n))
    const price = await money.stripe.prices.retrieve(usage?.stripeUsagePriceId ?? '', { expand: ['tiers'] })
    expect(price).toMatchObject({
      billing_scheme: 'tiered',
      tiers_mode: 'graduated',
      recurring: { usage_type: 'metered' },
    })
    expect(price.tiers?.map((tier) => [tier.up_to, String(tier.unit_amount_decimal)])).toEqual([
      [50_000, '0'],
      [null, '0.06'],
    ])
  })

  it('is listed to everybody in its order', async () => {
    const ctx = await money.createWorkspace()
    expect(
      (await listPlans({ ...ctx, role: 'viewer' })).map((plan) => [plan.key, plan.version.monthlyPriceMinor]),
    ).toEqual([
      ['free', '0'],
      ['starter', '2900'],
      ['pro', '14900'],
      ['payg', '0'],
    ])
  })
})

describe('a workspace’s customer', () => {
  it('is one, however many checkouts begin at once, and has a portal from then on', async () => {
    const ctx = await money.createWorkspace()
    await expect(openPortal(ctx)).rejects.toMatchObject({ code: 'conflict' })
    const planId = await money.planIdOf('starter')
    const begun = await Promise.all([1, 2, 3].map(() => startCheckout(ctx, { planId })))
    for (const { url } of begun) {
      const session = await money.stripe.checkout.sessions.retrieve(url.split('/').at(-1) ?? '')
      expect(session.customer).toBe(await money.customerOf(ctx))
    }
    expect((await openPortal(ctx)).url).toMatch(/^http/)
  })
})

describe('25: a comparison with Stripe', () => {
  it('finds nothing where all notices were applied, and repairs once what they failed to bring', async () => {
    const well = await money.createWorkspace()
    await money.subscribe(well, 'starter')
    await money.use(well, [30])
    await money.gatherUsage()
    await money.applyAll()
    expect(
      (await repairFromStripe(money.services)).filter((one) => one.workspaceId === well.workspaceId),
    ).toEqual([])

    const lost = await money.createWorkspace()
    const { url } = await startCheckout(lost, { planId: await money.planIdOf('pro') })
    await money.pay(url)
    expect((await getSubscription(lost)).plan.key).toBe('free')
    expect(await repairFromStripe(money.services)).toEqual([
      { workspaceId: lost.workspaceId, differences: ['subscription', 'invoices'] },
    ])
    expect((await getSubscription(lost)).plan.key).toBe('pro')
    expect((await listInvoices(lost, {})).items).toMatchObject([{ totalMinor: '14900', status: 'paid' }])
    expect(await repairFromStripe(money.services)).toEqual([])
    await money.applyAll()
    expect(await repairFromStripe(money.services)).toEqual([])
  })
})
