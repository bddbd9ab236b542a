import { newId, tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiKey, listApiKeys } from '../api-key/index.ts'
import type { WorkspaceCtx } from '../core/context.ts'
import { grantCredits } from '../credit/grant-credits.ts'
import { forecastInvoice, getSpendCap, setSpendCap } from '../spend/index.ts'
import { openTestServices, type TestServices } from '../testing/fixture.ts'
import { openMemoryStore } from '../testing/memory-store.ts'
import { putOnPlan } from '../testing/put-on-plan.ts'
import { type BatchUsageOutcome, recordBatchRows, recordPredictions } from '../usage/index.ts'
import { estimateBatch } from './index.ts'

let kit: TestServices
beforeAll(async () => {
  kit = await openTestServices(openMemoryStore())
})
afterAll(() => kit?.close())

const rowPrice = (unitMinor: string, included = 0) => ({
  batch_rows: { included, mode: 'graduated' as const, tiers: [{ upTo: null, unitMinor }], minimumMinor: '0' },
})
const open = async (terms: Parameters<typeof putOnPlan>[1]) => {
  const ctx = await kit.addWorkspace()
  await putOnPlan(ctx, terms)
  return ctx
}
const of = (ctx: WorkspaceCtx) => ({
  ...{ workspaceId: ctx.workspaceId, deploymentId: 'dep_b', modelVersionId: 'mdv_b' },
})
/** A stretch of so many answered rows. */
const bill = (ctx: WorkspaceCtx, quantity: number, apiKeyId: string | null = null) =>
  kit.services.dbs.platform.transaction((tx) => {
    const id = newId('bat')
    return recordBatchRows(tx, { ...of(ctx), apiKeyId, key: id, requestId: id, quantity }, ctx.now())
  })
/** As a run does: what fits where not all does. */
const billAll = async (ctx: WorkspaceCtx, quantity: number, apiKeyId: string | null = null) => {
  let left = quantity
  for (;;) {
    const outcome = await bill(ctx, left, apiKeyId)
    if (outcome.type === 'recorded') return left
    if (outcome.room === 0) return 0
    left = outcome.room
  }
}
const predict = (ctx: WorkspaceCtx, quantity: number) =>
  recordPredictions(kit.services, of(ctx), [
    {
      ...{ requestId: newId('req'), quantity, apiKeyId: null },
      ...{ endUserId: null, idempotencyKey: null, response: null },
    },
  ])
const counted = async ({ workspaceId }: WorkspaceCtx) =>
  Object.fromEntries(
    (
      await kit.services.dbs.sql.platform<{ meter: string; used: number; events: number }[]>`
        select meter, used::int, (select coalesce(sum(quantity), 0)::int from usage_event e
          where e.workspace_id = b.workspace_id and e.meter = b.meter) as events
        from quota_balance b where workspace_id = ${workspaceId} and used > 0`
    ).map(({ meter, used, events }) => [meter, [used, events]]),
  )

test('rows cost their own price, which was said before, and the predictions of the plan are left alone', async () => {
  const ctx = await open({ includedPredictions: 10, prices: rowPrice('0.03', 100) })
  await predict(ctx, 10)
  const estimate = await estimateBatch(ctx, { rows: 1_100 })
  expect(estimate).toEqual({
    ...{ meter: 'batch_rows', currency: 'usd', costMinor: '30', includedRows: 100, unitMinor: '0.03' },
    ...{ room: null, prepaid: false },
  })
  expect(await bill(ctx, 1_100)).toEqual({ type: 'recorded', cost: '30', currency: 'usd' })
  expect(await counted(ctx)).toEqual({ predictions: [10, 10], batch_rows: [1_100, 1_100] })
  const { lines } = await forecastInvoice(ctx)
  expect(lines.find(({ meter }) => meter === 'batch_rows')).toMatchObject({ used: 1_100, nowMinor: '30' })
})

test('a plan without a price for rows bills them as predictions, up to its allowance and not one more', async () => {
  const ctx = await open({ includedPredictions: 1_000 })
  expect(await estimateBatch(ctx, { rows: 1_500 })).toMatchObject({
    ...{ meter: 'predictions', costMinor: null, includedRows: 1_000, unitMinor: null, room: 1_000 },
  })
  const done = await Promise.all(Array.from({ length: 12 }, () => billAll(ctx, 130)))
  expect(done.reduce((sum, one) => sum + one, 0)).toBe(1_000)
  expect(await counted(ctx)).toEqual({ predictions: [1_000, 1_000] })
  expect(await bill(ctx, 1)).toEqual({ type: 'no_room', room: 0, bound: 'quota' })
})

test('8: batches and callers at once spend no more than the cap, and all of it', async () => {
  const ctx = await open({ overagePer1000Minor: '100', prices: rowPrice('0.03') })
  await setSpendCap(ctx, { limitMinor: '100' })
  const work: Promise<unknown>[] = Array.from({ length: 16 }, () => billAll(ctx, 200))
  for (let at = 0; at < 40; at++) work.push(predict(ctx, 5))
  await Promise.all(work)
  await billAll(ctx, 4_000)
  const spent = Number((await getSpendCap(ctx)).spent)
  expect(spent).toBeLessThanOrEqual(100)
  expect(spent).toBeGreaterThan(100 - 0.03)
  const { batch_rows: rows, predictions } = await counted(ctx)
  expect(rows?.[0]).toBe(rows?.[1])
  expect(predictions?.[0]).toBe(predictions?.[1])
})

test('a batch that a key started stops at the cap of the key, which says so', async () => {
  const ctx = await open({ overagePer1000Minor: '100', prices: rowPrice('0.03') })
  const { id } = await createApiKey(ctx, { name: 'Nightly', spendCapMinor: '3' })
  expect(await bill(ctx, 90, id)).toMatchObject({ type: 'recorded', cost: '2.7' })
  expect(await bill(ctx, 11, id)).toEqual({
    type: 'no_room',
    room: 10,
    bound: 'key_cap',
  } satisfies BatchUsageOutcome)
  expect(await bill(ctx, 10, id)).toMatchObject({ type: 'recorded' })
  expect((await listApiKeys(ctx))[0]?.spendCap).toMatchObject({ spent: '3' })
  expect(await bill(ctx, 500)).toMatchObject({ type: 'recorded' })
})

test('rows that are paid beforehand end with the credits', async () => {
  const ctx = await open({ prepaid: true, overagePer1000Minor: '100', prices: rowPrice('0.03') })
  expect(await bill(ctx, 1)).toMatchObject({ type: 'no_room', room: 0 })
  const operator = {
    ...kit.services,
    actor: { type: 'system' as const, id: null },
    isOperator: true as const,
  }
  await grantCredits(operator, { workspaceId: ctx.workspaceId, amountMinor: '3', source: 'operator' })
  expect((await estimateBatch(ctx, { rows: 200 })).room).toBe(100)
  expect(await billAll(ctx, 200)).toBe(100)
})

test('a trial ends with the rows that are included, and a paused subscription has none', async () => {
  const ctx = await open({ includedPredictions: 10, prices: rowPrice('0.03', 100) })
  const be = (change: { status?: 'trialing'; pausedAt?: Date }) =>
    kit.services.dbs.platform
      .update(tables.subscription)
      .set(change)
      .where(eq(tables.subscription.workspaceId, ctx.workspaceId))
  await be({ status: 'trialing' })
  expect(await billAll(ctx, 130)).toBe(100)
  await be({ pausedAt: ctx.now() })
  expect(await bill(ctx, 1)).toMatchObject({ type: 'no_room', room: 0 })
})
