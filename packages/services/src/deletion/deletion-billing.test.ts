import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Money, startMoney } from '../billing/fixture.ts'
import { listInvoices } from '../billing/index.ts'
import type { Services } from '../core/index.ts'
import { openMemoryStore } from '../testing/index.ts'
import { deleteWorkspace, eraseWorkspace, keepWorkspace } from './index.ts'

let money: Money
beforeAll(async () => {
  money = await startMoney()
})
afterAll(() => money.close())

const password = 'checked at the door'

test('a paid plan is billed and paused when its workspace is to be deleted, goes on when it stays, and ends with it', async () => {
  const ctx = await money.createWorkspace()
  await money.subscribe(ctx, 'pro')
  await money.use(ctx, [20_000, 1_234])
  await money.gatherUsage()
  const subscriptionNow = async () => {
    const customer = await money.customerOf(ctx)
    return (await money.stripe.subscriptions.list({ customer, status: 'all' })).data[0]
  }
  const before = (await listInvoices(ctx, {})).total
  expect(await deleteWorkspace(ctx, { confirm: 'Grace & Co', password })).toMatchObject({ billing: 'paused' })
  await money.applyAll()
  expect((await subscriptionNow())?.pause_collection).toMatchObject({ behavior: 'void' })

  await keepWorkspace(ctx)
  await money.applyAll()
  expect(await subscriptionNow()).toMatchObject({ status: 'active', pause_collection: null })

  await deleteWorkspace(ctx, { confirm: 'Grace & Co', password })
  await money.applyAll()
  const later: Services = {
    ...money.services,
    store: openMemoryStore(),
    now: () => new Date(Date.now() + 15 * 86_400_000),
  }
  await eraseWorkspace(later, { workspaceId: ctx.workspaceId })
  await money.applyAll()
  expect((await subscriptionNow())?.status).toBe('canceled')
  const { invoice, subscription } = tables
  const rows = await money.dbs.platform.select().from(invoice).where(eq(invoice.workspaceId, ctx.workspaceId))
  expect(rows.length).toBeGreaterThanOrEqual(before)
  const live = await money.dbs.platform
    .select({ ended: subscription.endedAt, stripeId: subscription.stripeSubscriptionId })
    .from(subscription)
    .where(eq(subscription.workspaceId, ctx.workspaceId))
  expect(live.find(({ stripeId }) => stripeId !== null)?.ended).toBeInstanceOf(Date)
})
