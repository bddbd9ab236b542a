import { type MeterPrice, parseDecimal } from '@assay/billing'
import { tables } from '@assay/db'
import { asc, desc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WorkspaceCtx } from '../core/context.ts'
import { editPlan } from '../operator/plans.ts'
import { recordTrainingSeconds } from '../usage/index.ts'
import { type Money, startMoney, until } from './fixture.ts'

let money: Money
beforeAll(async () => {
  money = await startMoney()
  const price = (over: Partial<MeterPrice>): MeterPrice => ({
    included: 10,
    mode: 'graduated',
    tiers: [
      { upTo: 20, unitMinor: '1.25' },
      { upTo: null, unitMinor: '0.5' },
    ],
    minimumMinor: '0',
    ...over,
  })
  const version = await money.dbs.platform
    .select()
    .from(tables.planVersion)
    .where(eq(tables.planVersion.planId, await money.planIdOf('starter')))
  const [starter] = version
  if (!starter) throw new Error('no starter plan')
  await editPlan(money.operator(), {
    planId: starter.planId,
    name: 'Starter',
    description: '',
    monthlyPriceMinor: '2900',
    includedPredictions: 50_000,
    overagePer1000Minor: '60',
    limits: starter.limits,
    prices: { training_seconds: price({}), batch_rows: price({ minimumMinor: '300' }) },
    currencies: [],
  })
})
afterAll(() => money?.close())

const train = (ctx: WorkspaceCtx, jobId: string, seconds: number) =>
  money.dbs.platform.transaction((tx) =>
    recordTrainingSeconds(tx, { workspaceId: ctx.workspaceId, jobId, seconds, now: ctx.now() }),
  )

const passHours = async (ctx: WorkspaceCtx, hours: number): Promise<void> => {
  const { testClocks } = money.stripe.testHelpers
  const customer = await money.stripe.customers.retrieve(await money.customerOf(ctx))
  if (customer.deleted || typeof customer.test_clock !== 'string') throw new Error('no clock')
  const clock = await testClocks.retrieve(customer.test_clock)
  await testClocks.advance(clock.id, { frozen_time: clock.frozen_time + hours * 3_600 })
  await until('the clock has arrived', async () => (await testClocks.retrieve(clock.id)).status === 'ready')
  await money.applyAll()
}

test('11, 14: training is on the period’s invoice in steps, each run on exactly one line, a minimum where nothing was used', async () => {
  const ctx = await money.createWorkspace()
  await money.subscribe(ctx, 'starter')
  await train(ctx, 'job_a', 15)
  await train(ctx, 'job_b', 20)
  // The draft waits an hour for what comes late; then it is finalised.
  await money.passPeriod(ctx, 60)
  await passHours(ctx, 2)
  const [invoice] = await money.dbs.platform
    .select()
    .from(tables.invoice)
    .where(eq(tables.invoice.workspaceId, ctx.workspaceId))
    .orderBy(desc(tables.invoice.createdAt))
    .limit(1)
  const lines = await money.dbs.platform
    .select()
    .from(tables.invoiceLine)
    .where(eq(tables.invoiceLine.invoiceId, invoice?.id ?? ''))
  const usage = lines.filter(({ kind, quantity }) => kind === 'usage' && quantity !== 0)
  // 25 over the 10 that are included: 20 at 1.25 and 5 at 0.5 are 27.5, rounded once, half up.
  expect(usage).toMatchObject([{ quantity: 35, amountMinor: 28n, exactAmount: '27.500000000000' }])
  expect(lines.filter(({ amountMinor }) => amountMinor === 300n)).toMatchObject([
    { kind: 'usage', quantity: 0 },
  ])
  expect(invoice?.totalMinor).toBe(2_900n + 28n + 300n)
  const rated = await money.dbs.platform
    .select()
    .from(tables.ratedUsage)
    .where(eq(tables.ratedUsage.invoiceLineId, usage[0]?.id ?? ''))
    .orderBy(asc(tables.ratedUsage.usageEventId))
  expect(rated).toHaveLength(2)
  expect(rated.reduce((sum, one) => sum + parseDecimal(one.exactAmount), 0n)).toBe(parseDecimal('27.5'))
  const items = await money.stripe.invoiceItems.list({ customer: await money.customerOf(ctx), limit: 10 })
  expect(items.data).toHaveLength(2)
})
