import { type MeterPrice, unitsWithin, usageCost } from '@assay/billing'
import { newId, tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { array, assert, asyncProperty, boolean, constantFrom, integer, record } from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { WorkspaceCtx } from '../core/context.ts'
import { openTestServices } from '../testing/fixture.ts'
import { openMemoryStore } from '../testing/memory-store.ts'
import { putOnPlan } from '../testing/put-on-plan.ts'
import { recordPredictions, recordTrainingSeconds } from '../usage/index.ts'
import { explainRefusal, getSpendCap, setSpendCap, warnOfSpend } from './index.ts'
import { requireRoom } from './require-room.ts'

let kit: Awaited<ReturnType<typeof openTestServices>>
beforeAll(async () => {
  kit = await openTestServices(openMemoryStore())
})
afterAll(() => kit?.close())

const use = async (ctx: WorkspaceCtx, quantities: number[]): Promise<boolean[]> => {
  const refusals = await recordPredictions(
    kit.services,
    { workspaceId: ctx.workspaceId, deploymentId: 'dep_spend', modelVersionId: 'mdv_spend' },
    quantities.map((quantity) => ({
      requestId: newId('req'),
      quantity,
      apiKeyId: null,
      idempotencyKey: null,
      endUserId: null,
      response: null,
    })),
  )
  return refusals.map((one) => one === null)
}

const usedBy = async ({ workspaceId }: WorkspaceCtx): Promise<number> => {
  const rows = await kit.services.dbs.sql.platform<{ used: number }[]>`
    select used::float8 from quota_balance where workspace_id = ${workspaceId} and meter = 'predictions'
    order by period_start desc limit 1`
  return rows[0]?.used ?? Number.NaN
}

const price = (unitMinor: string, included = 0): MeterPrice => ({
  included,
  mode: 'graduated',
  tiers: [{ upTo: null, unitMinor }],
  minimumMinor: '0',
})

test('13: the database costs a quantity, and turns an amount into units, exactly as the billing package does', async () => {
  const anyPrice = record({
    included: integer({ min: 0, max: 50 }),
    mode: constantFrom('graduated' as const, 'volume' as const),
    widths: array(integer({ min: 1, max: 60 }), { maxLength: 3 }),
    units: array(constantFrom('0', '0.000000000001', '0.06', '1', '2.5', '33.333333333333'), {
      minLength: 4,
      maxLength: 4,
    }),
    quantity: integer({ min: 0, max: 300 }),
    amount: integer({ min: 0, max: 4_000 }),
    exactly: boolean(),
  })
  await assert(
    asyncProperty(anyPrice, async ({ included, mode, widths, units, quantity, amount, exactly }) => {
      let upTo = 0
      const ends = [...widths.map((width) => (upTo += width)), null]
      const one: MeterPrice = {
        included,
        mode,
        tiers: ends.map((end, at) => ({ upTo: end, unitMinor: units[at] ?? '1' })),
        minimumMinor: '0',
      }
      const asked = exactly ? usageCost(one, BigInt(quantity)) : amount.toString()
      const [row] = await kit.services.dbs.sql.platform<{ cost: string; units: string | null }[]>`
        select trim_scale(usage_cost(${JSON.stringify(one)}::text::jsonb, ${quantity}))::text as cost,
          units_within(${JSON.stringify(one)}::text::jsonb, ${asked}::numeric)::text as units`
      expect(row?.cost).toBe(usageCost(one, BigInt(quantity)))
      const within = unitsWithin(one, asked)
      // Further than any counter reaches is no bound in the database.
      expect(row?.units ?? null).toBe(within === null || within >= 10n ** 15n ? null : within.toString())
    }),
    { numRuns: 150 },
  )
})

describe('8: a spend cap holds, under any concurrency', () => {
  test('64 callers at once get exactly the predictions that the money buys', async () => {
    const ctx = await kit.addWorkspace()
    await putOnPlan(ctx, { includedPredictions: 100, overagePer1000Minor: '700' })
    await setSpendCap(ctx, { limitMinor: '100', behaviour: 'stop' })
    const answers = await Promise.all(Array.from({ length: 64 }, () => use(ctx, [1, 2, 1, 1, 1])))
    // 100 included, and 142 at 0.7: the next one would make it 100.1.
    expect(await usedBy(ctx)).toBe(242)
    const admitted = answers.flatMap((one) => one.map((yes, at) => (yes ? ([1, 2, 1, 1, 1][at] ?? 0) : 0)))
    expect(admitted.reduce((sum, one) => sum + one, 0)).toBe(242)
    expect((await getSpendCap(ctx)).spent).toBe('99.4')
    const refused = await explainRefusal(kit.services, { workspaceId: ctx.workspaceId, quantity: 1 })
    expect(refused).toMatchObject({ code: 'spend_cap_reached' })
  })

  test('other meters spend of the same cap: what training costs is no longer there for predictions', async () => {
    const ctx = await kit.addWorkspace()
    await putOnPlan(ctx, { overagePer1000Minor: '1000', prices: { training_seconds: price('2') } })
    await setSpendCap(ctx, { limitMinor: '100', behaviour: 'stop' })
    await kit.services.dbs.platform.transaction((tx) =>
      recordTrainingSeconds(tx, {
        workspaceId: ctx.workspaceId,
        jobId: 'job_1',
        seconds: 29.2,
        now: ctx.now(),
      }),
    )
    await Promise.all(Array.from({ length: 60 }, () => use(ctx, [1])))
    expect(await usedBy(ctx)).toBe(40)
    expect((await getSpendCap(ctx)).spent).toBe('100')
    await expect(
      kit.services.dbs.platform.transaction((tx) => requireRoom(tx, ctx.workspaceId, 'training_seconds')),
    ).rejects.toMatchObject({ code: 'spend_cap_reached' })
  })

  test('a cap below what is spent stops at once; raised or taken away, calls go on', async () => {
    const ctx = await kit.addWorkspace()
    await putOnPlan(ctx, { overagePer1000Minor: '1000' })
    await use(ctx, [50])
    await setSpendCap(ctx, { limitMinor: '10' })
    expect(await use(ctx, [1])).toEqual([false])
    await setSpendCap(ctx, { limitMinor: '51' })
    expect(await use(ctx, [1, 1])).toEqual([true, false])
    await setSpendCap(ctx, { limitMinor: null })
    expect(await use(ctx, [1_000])).toEqual([true])
    expect((await getSpendCap(ctx)).limitMinor).toBeNull()
  })

  test('holds anew in the next period, which the counter opens by itself', async () => {
    const ctx = await kit.addWorkspace()
    await putOnPlan(ctx, { overagePer1000Minor: '1000' })
    await setSpendCap(ctx, { limitMinor: '5' })
    expect(await use(ctx, [5, 1])).toEqual([true, false])
    kit.passTime(32 * 86_400_000)
    try {
      expect(await use(ctx, [5, 1])).toEqual([true, false])
      expect(await usedBy(ctx)).toBe(5)
    } finally {
      kit.passTime(-32 * 86_400_000)
    }
  })

  test('that slows down answers one prediction a second over the cap, however many ask', async () => {
    const ctx = await kit.addWorkspace()
    await putOnPlan(ctx, { overagePer1000Minor: '1000' })
    await setSpendCap(ctx, { limitMinor: '3', behaviour: 'degrade' })
    await use(ctx, [3])
    const ask = () => explainRefusal(kit.services, { workspaceId: ctx.workspaceId, quantity: 1 })
    const answers = await Promise.all(Array.from({ length: 16 }, ask))
    expect(answers.filter((one) => one === 'retry')).toHaveLength(1)
    expect(answers.find((one) => one !== 'retry')).toMatchObject({
      code: 'rate_limited',
      retryAfterSeconds: 1,
    })
    expect(await use(ctx, [1, 1])).toEqual([true, false])
    expect(await explainRefusal(kit.services, { workspaceId: ctx.workspaceId, quantity: 2 })).toMatchObject({
      code: 'spend_cap_reached',
    })
  })
})

test('warns once at 75, 90 and 100 %: a notice, and a mail to owners and admins, in one transaction', async () => {
  await warnOfSpend(kit.services)
  const ctx = await kit.addWorkspace()
  const { actor } = await kit.addMember(ctx.workspaceId, 'viewer')
  const viewer = `${actor.id}@example.com`
  await putOnPlan(ctx, { overagePer1000Minor: '1000' })
  await setSpendCap(ctx, { limitMinor: '100', behaviour: 'warn' })
  await use(ctx, [74])
  expect(await warnOfSpend(kit.services)).toBe(0)
  await use(ctx, [1])
  await Promise.all([warnOfSpend(kit.services), warnOfSpend(kit.services)])
  await use(ctx, [50])
  await warnOfSpend(kit.services)
  const { notices } = await getSpendCap(ctx)
  expect(notices.map(({ threshold }) => threshold).sort()).toEqual([100, 75, 90])
  const [owner] = await kit.services.dbs.platform
    .select({ email: tables.user.email })
    .from(tables.user)
    .innerJoin(tables.member, eq(tables.member.userId, tables.user.id))
    .where(eq(tables.member.workspaceId, ctx.workspaceId))
  const mails = await kit.queued('mail.send')
  const own = mails.filter(({ to }) => to === owner?.email).map(({ subject }) => subject)
  expect(own.sort()).toEqual([100, 75, 90].map((share) => `Ada & Co: ${share} % of the spend cap is used`))
  // The viewer of this workspace was told nothing.
  expect(mails.filter(({ to }) => to === viewer)).toEqual([])
  // Only warned: nothing is refused.
  expect(await use(ctx, [1])).toEqual([true])
})

describe('12: what is metered is whole, and counted once per cause', () => {
  test('a run’s end is counted once, however often it is told', async () => {
    const ctx = await kit.addWorkspace()
    const { workspaceId } = ctx
    const tell = () =>
      kit.services.dbs.platform.transaction(async (tx) => {
        await recordTrainingSeconds(tx, { workspaceId, jobId: 'job_t', seconds: 12.01, now: ctx.now() })
      })
    await Promise.all([tell(), tell(), tell()])
    const rows = await kit.services.dbs.sql.platform`
      select meter, used::int, (select count(*)::int from usage_event e
        where e.workspace_id = b.workspace_id and e.meter = b.meter) as events
      from quota_balance b where workspace_id = ${workspaceId} and meter <> 'predictions' order by meter`
    expect([...rows]).toEqual([{ meter: 'training_seconds', used: 13, events: 1 }])
  })

  test('7: a cause that fails leaves no usage behind', async () => {
    const ctx = await kit.addWorkspace()
    await expect(
      kit.services.dbs.platform.transaction(async (tx) => {
        const { workspaceId } = ctx
        await recordTrainingSeconds(tx, { workspaceId, jobId: 'job_f', seconds: 5, now: ctx.now() })
        throw new Error('killed')
      }),
    ).rejects.toThrow('killed')
    expect(
      await kit.services.dbs.platform.$count(
        tables.usageEvent,
        eq(tables.usageEvent.workspaceId, ctx.workspaceId),
      ),
    ).toBe(0)
  })
})
