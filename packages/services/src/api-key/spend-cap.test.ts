import { newId } from '@assay/db'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WorkspaceCtx } from '../core/context.ts'
import { explainKeyCap, getSpendCap, setSpendCap } from '../spend/index.ts'
import { openTestServices, type TestServices } from '../testing/fixture.ts'
import { openMemoryStore } from '../testing/memory-store.ts'
import { putOnPlan } from '../testing/put-on-plan.ts'
import { recordPredictions } from '../usage/index.ts'
import { createApiKey, listApiKeys, rotateApiKey, updateApiKey } from './index.ts'

let kit: TestServices
beforeAll(async () => {
  kit = await openTestServices(openMemoryStore())
})
afterAll(() => kit?.close())

/** Each call as a key and its predictions; in their order what came of them. */
const use = (ctx: WorkspaceCtx, calls: [apiKeyId: string | null, quantity: number, endUser?: string][]) =>
  recordPredictions(
    kit.services,
    { workspaceId: ctx.workspaceId, deploymentId: 'dep_cap', modelVersionId: 'mdv_cap' },
    calls.map(([apiKeyId, quantity, endUserId = null]) => ({
      ...{ requestId: newId('req'), quantity, apiKeyId, endUserId, idempotencyKey: null, response: null },
    })),
  )
const eventsOf = async (ctx: WorkspaceCtx, apiKeyId: string): Promise<number> => {
  const [row] = await kit.services.dbs.sql.platform<{ sum: number }[]>`
    select coalesce(sum(quantity), 0)::int as sum from usage_event
    where workspace_id = ${ctx.workspaceId} and api_key_id = ${apiKeyId}`
  return row?.sum ?? Number.NaN
}
const capOf = async (ctx: WorkspaceCtx, id: string) =>
  (await listApiKeys(ctx)).find((key) => key.id === id)?.spendCap
const open = async (terms: Parameters<typeof putOnPlan>[1] = { overagePer1000Minor: '700' }) => {
  const ctx = await kit.addWorkspace()
  await putOnPlan(ctx, terms)
  return ctx
}
const make = async (ctx: WorkspaceCtx, spendCapMinor: string | null) =>
  (await createApiKey(ctx, { name: 'Shop', spendCapMinor })).id

test('64 callers of one key at once get exactly what its cap buys, and other keys go on', async () => {
  const ctx = await open()
  const [capped, free] = [await make(ctx, '100'), await make(ctx, null)]
  const answers = await Promise.all(
    Array.from({ length: 64 }, () =>
      use(ctx, [
        [capped, 1],
        [free, 1],
        [capped, 2],
        [capped, 1, 'a customer'],
      ]),
    ),
  )
  // 142 predictions at 0.7 are 99.4; the next one would make it 100.1.
  expect(await eventsOf(ctx, capped)).toBe(142)
  expect(await eventsOf(ctx, free)).toBe(64)
  expect(await capOf(ctx, capped)).toEqual({ limitMinor: '100', currency: 'usd', spent: '99.4' })
  const verdicts = answers.flat()
  expect(new Set(verdicts)).toEqual(new Set([null, 'key_cap']))
  expect((await getSpendCap(ctx)).spent).toBe('144.2')
})

test('what keys have cost adds up to what the usage costs, also where the plan’s included predictions run out', async () => {
  const ctx = await open({ includedPredictions: 10, overagePer1000Minor: '1000' })
  const keys = [await make(ctx, '1000'), await make(ctx, '1000')]
  for (const [at, quantity] of [3, 5, 4, 7, 1, 9].entries())
    await use(ctx, [[keys[at % 2] ?? null, quantity]])
  const spent = await Promise.all(keys.map(async (id) => Number((await capOf(ctx, id))?.spent)))
  expect(spent).toEqual([3, 16])
  expect((await getSpendCap(ctx)).spent).toBe('19')
})

test('a cap set in the midst of a period counts what the key has cost in it already', async () => {
  const ctx = await open({ includedPredictions: 5, overagePer1000Minor: '1000' })
  const [id, other] = [await make(ctx, null), await make(ctx, null)]
  await use(ctx, [[other, 4]])
  kit.passTime(1)
  await use(ctx, [[id, 20]])
  await updateApiKey(ctx, { id, spendCapMinor: '20' })
  expect(await capOf(ctx, id)).toMatchObject({ spent: '19' })
  expect(await use(ctx, [[id, 1], [id, 1], [other, 3]])).toEqual([null, 'key_cap', null]) // biome-ignore format: one group
  await updateApiKey(ctx, { id, spendCapMinor: '22' })
  expect(await use(ctx, [[id, 3], [id, 2]])).toEqual(['key_cap', null]) // biome-ignore format: one group
  await updateApiKey(ctx, { id, spendCapMinor: null })
  expect(await use(ctx, [[id, 500]])).toEqual([null])
  expect(await capOf(ctx, id)).toBeNull()
})

test('a rotated key spends of the same cap as the one before it, and the next period begins anew', async () => {
  const ctx = await open({ overagePer1000Minor: '1000' })
  const id = await make(ctx, '5')
  const { id: next } = await rotateApiKey(ctx, { id, overlapHours: 24 })
  expect(await use(ctx, [[id, 3], [next, 3], [next, 2], [id, 1]])).toEqual([null, 'key_cap', null, 'key_cap']) // biome-ignore format: one group
  kit.passTime(32 * 86_400_000)
  try {
    expect(await capOf(ctx, next)).toMatchObject({ spent: '0' })
    expect(await use(ctx, [[next, 5], [id, 1]])).toEqual([null, 'key_cap']) // biome-ignore format: one group
  } finally {
    kit.passTime(-32 * 86_400_000)
  }
})

test('the workspace’s own cap still bounds a key that has more', async () => {
  const ctx = await open({ overagePer1000Minor: '1000' })
  const id = await make(ctx, '50')
  await setSpendCap(ctx, { limitMinor: '10' })
  expect(await use(ctx, [[id, 10]])).toEqual([null])
  expect(await use(ctx, [[id, 1]])).toEqual(['quota'])
})

test('a refusal names a secret key and its cap, and of a publishable one nothing that a page does not show', async () => {
  const ctx = await open()
  const { workspaceId } = ctx
  const id = await make(ctx, '1250')
  expect(await explainKeyCap(kit.services, { workspaceId, apiKeyId: id })).toMatchObject({
    code: 'key_spend_cap_reached',
    message: expect.stringMatching(/"Shop" \(ask_.*USD 12\.50.*ends on \d{4}-\d\d-\d\d.*Settings → API keys/),
  })
  await kit.services.dbs.sql.platform`update api_key set kind = 'publishable' where id = ${id}`
  const { message } = await explainKeyCap(kit.services, { workspaceId, apiKeyId: id })
  expect(message).not.toMatch(/Shop|USD/)
})

test.each(['0', '-5', '1.5', '1e3'])('%s is no cap', async (spendCapMinor) => {
  await expect(make(await open(), spendCapMinor)).rejects.toThrow('whole number of minor units')
})
