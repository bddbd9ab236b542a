import { newId } from '@assay/db'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WorkspaceCtx } from '../core/index.ts'
import { openMemoryStore, openTestServices, type TestServices } from '../testing/index.ts'
import {
  claimIdempotencyKey,
  recordPredictions,
  releaseIdempotencyKey,
  sweepIdempotencyRecords,
} from './index.ts'

let kit: TestServices
let owner: WorkspaceCtx
beforeAll(async () => {
  kit = await openTestServices(openMemoryStore())
  owner = await kit.addWorkspace()
})
afterAll(() => kit?.close())

const claim = (key: string, hash = 'body', ctx = owner) =>
  claimIdempotencyKey(kit.services, ctx.workspaceId, key, hash)
const answer = (idempotencyKey: string, response = '{"label":"ham"}', ctx = owner) =>
  recordPredictions(
    kit.services,
    { workspaceId: ctx.workspaceId, deploymentId: 'dep_1', modelVersionId: 'mdv_1' },
    [{ requestId: newId('req'), quantity: 1, apiKeyId: null, endUserId: null, idempotencyKey, response }],
  )
const events = async (): Promise<number> => {
  const [row] = await kit.services.dbs.sql.platform<{ events: number }[]>`
    select count(*)::int as events from usage_event where workspace_id = ${owner.workspaceId}`
  return row?.events ?? 0
}

test('a repeated request is answered as the first was, and has no second effect', async () => {
  const before = await events()
  expect(await claim('replay')).toEqual({ state: 'claimed' })
  expect(await answer('replay')).toEqual([null])
  for (let again = 0; again < 3; again++)
    expect(await claim('replay')).toEqual({ state: 'replay', response: '{"label":"ham"}' })
  expect(await events()).toBe(before + 1)
})

test('of 50 claims at once one goes ahead and the rest are told to wait', async () => {
  const claims = await Promise.allSettled(Array.from({ length: 50 }, () => claim('race')))
  expect(claims.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const end of claims)
    if (end.status === 'rejected')
      expect(end.reason).toMatchObject({ code: 'idempotency_in_flight', retryAfterSeconds: 1 })
})

test('another body under the same key is refused, before and after the first was answered', async () => {
  const mismatch = { code: 'idempotency_mismatch', param: 'Idempotency-Key' }
  await claim('other-body', 'first')
  await expect(claim('other-body', 'second')).rejects.toMatchObject(mismatch)
  await answer('other-body')
  await expect(claim('other-body', 'second')).rejects.toMatchObject(mismatch)
})

test('a request that failed frees its key for the retry', async () => {
  await claim('failed')
  await releaseIdempotencyKey(kit.services, owner.workspaceId, 'failed')
  expect(await claim('failed')).toEqual({ state: 'claimed' })
})

test('an answer that was given is never released', async () => {
  await claim('answered')
  await answer('answered')
  await releaseIdempotencyKey(kit.services, owner.workspaceId, 'answered')
  expect(await claim('answered')).toMatchObject({ state: 'replay' })
})

test('a claim whose process died is taken over once its lock has run out, by one', async () => {
  await claim('abandoned')
  await expect(claim('abandoned')).rejects.toMatchObject({ code: 'idempotency_in_flight' })
  kit.passTime(61_000)
  const claims = await Promise.allSettled(Array.from({ length: 8 }, () => claim('abandoned')))
  expect(claims.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

test('two workspaces may use the same key without hearing of each other', async () => {
  const other = await kit.addWorkspace()
  await claim('shared')
  await answer('shared')
  expect(await claim('shared', 'body', other)).toEqual({ state: 'claimed' })
})

test('answers are kept for 72 hours; after them the key stands for a new request that can be billed', async () => {
  const before = await events()
  await claim('kept')
  await answer('kept')
  kit.passTime(71 * 3_600_000)
  await sweepIdempotencyRecords(kit.services)
  expect(await claim('kept')).toMatchObject({ state: 'replay' })
  kit.passTime(2 * 3_600_000)
  await sweepIdempotencyRecords(kit.services)
  expect(await claim('kept')).toEqual({ state: 'claimed' })
  expect(await answer('kept')).toEqual([null])
  expect(await events()).toBe(before + 2)
})
