import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Databases, openDatabases } from './client.ts'
import { newId } from './ids.ts'
import * as tables from './schema/index.ts'
import { createTestDatabase, type TestDatabase } from './testing/cluster.ts'

let database: TestDatabase
let dbs: Databases
const deploymentId = newId('dep')
const modelVersionId = newId('mdv')
const month = 31 * 86_400_000
const periodStart = new Date(Date.now() - 86_400_000)

beforeAll(async () => {
  database = await createTestDatabase()
  dbs = openDatabases(database.url, { app: 32, platform: 2 })
})
afterAll(async () => {
  await dbs?.close()
  await database?.drop()
})

const addWorkspace = async (
  hardLimit: number | null,
  period = { start: periodStart, end: new Date(periodStart.getTime() + month) },
): Promise<string> => {
  const workspaceId = newId('ws')
  await dbs.platform.insert(tables.workspace).values({ id: workspaceId, name: 'Ada' })
  await dbs.platform.insert(tables.quotaBalance).values({
    workspaceId,
    meter: 'predictions',
    periodStart: period.start,
    periodEnd: period.end,
    hardLimit,
  })
  return workspaceId
}

const record = async (
  workspaceId: string,
  quantities: number[],
  keys: (string | null)[] = quantities.map(() => null),
  ids: string[] = quantities.map(() => newId('use')),
): Promise<boolean[]> => {
  const [row] = await dbs.sql.app<{ verdicts: string[] | null }[]>`
    select record_predictions(${workspaceId}, ${deploymentId}, ${modelVersionId}, ${ids}::text[],
      ${keys}::text[], ${ids.map(() => null)}::text[], ${quantities.map((q) => `answer ${q}`)}::text[],
      ${quantities.map(() => newId('req')).join(' ')}, ${quantities}::integer[],
      ${quantities.map((_, at) => Math.min(at + 1, ids.length))}::integer[],
      ${new Date().toISOString()}::timestamptz) as verdicts`
  return quantities.map((_, at) => (row?.verdicts?.[at] ?? 'admitted') === 'admitted')
}

/** Counter and events of a workspace, which must always tell the same. */
const ledger = async (workspaceId: string) => {
  const sql = dbs.sql.platform
  const balances = await sql<{ used: number }[]>`
    select used::float8 from quota_balance where workspace_id = ${workspaceId} order by period_start`
  const [events] = await sql<{ events: number; quantity: number }[]>`
    select count(*)::int as events, coalesce(sum(quantity), 0)::float8 as quantity
    from usage_event where workspace_id = ${workspaceId}`
  return { used: balances.map(({ used }) => used), ...events }
}

test('admits a group within the quota: one event per request, the counter raised by their sum', async () => {
  const workspaceId = await addWorkspace(100)
  expect(await record(workspaceId, [1, 2, 3])).toEqual([true, true, true])
  expect(await ledger(workspaceId)).toEqual({ used: [6], events: 3, quantity: 6 })
})

test('finds every call of a group in the one event that recorded it, with its own predictions', async () => {
  const workspaceId = await addWorkspace(100)
  const calls = () => dbs.sql.platform<{ quantity: number; through: number }[]>`
    select quantity::float8, through::float8, deployment_id from usage_call
    where workspace_id = ${workspaceId} order by occurred_at, place`
  expect(await record(workspaceId, [2, 1, 4], [null], [newId('use')])).toEqual([true, true, true])
  expect(await ledger(workspaceId)).toEqual({ used: [7], events: 1, quantity: 7 })
  expect([...(await calls())]).toEqual([
    { quantity: 2, through: 2, deployment_id: deploymentId },
    { quantity: 1, through: 3, deployment_id: deploymentId },
    { quantity: 4, through: 7, deployment_id: deploymentId },
  ])
  expect(await record(workspaceId, [1, 93, 1, 92], [null], [newId('use')])).toEqual([
    true,
    false,
    true,
    false,
  ])
  expect(await ledger(workspaceId)).toEqual({ used: [9], events: 2, quantity: 9 })
  expect((await calls()).map(({ quantity }) => quantity)).toEqual([2, 1, 4, 1, 1])
})

test('writes counter, events and kept answers of a group all together or not at all', async () => {
  const workspaceId = await addWorkspace(100)
  const twice = newId('use')
  await expect(record(workspaceId, [5, 5], [null, null], [twice, twice])).rejects.toMatchObject({
    code: '23505',
  })
  expect(await ledger(workspaceId)).toEqual({ used: [0], events: 0, quantity: 0 })
})

test('refuses a batch that does not fit as a whole, and still admits a smaller one after it', async () => {
  const workspaceId = await addWorkspace(10)
  expect(await record(workspaceId, [6, 5, 4, 1])).toEqual([true, false, true, false])
  expect(await ledger(workspaceId)).toEqual({ used: [10], events: 2, quantity: 10 })
})

test('admits exactly the quota under 32 groups at once, and not one more', async () => {
  const workspaceId = await addWorkspace(1_000)
  const groups = await Promise.all(
    Array.from({ length: 32 }, async () => {
      const verdicts: boolean[] = []
      for (let turn = 0; turn < 5; turn++) verdicts.push(...(await record(workspaceId, Array(8).fill(1))))
      return verdicts
    }),
  )
  const verdicts = groups.flat()
  expect(verdicts.length).toBe(1_280)
  expect(verdicts.filter(Boolean).length).toBe(1_000)
  expect(await ledger(workspaceId)).toEqual({ used: [1_000], events: 1_000, quantity: 1_000 })
})

test('counts without an end where usage over the allowance is billed', async () => {
  const workspaceId = await addWorkspace(null)
  expect(await record(workspaceId, [1_000_000, 1])).toEqual([true, true])
  expect(await ledger(workspaceId)).toMatchObject({ used: [1_000_001] })
})

test('records a repeated idempotency key once: the second recording fails and changes nothing', async () => {
  const workspaceId = await addWorkspace(100)
  await record(workspaceId, [3], ['order-7'])
  await expect(record(workspaceId, [3], ['order-7'])).rejects.toMatchObject({ code: '23505' })
  expect(await ledger(workspaceId)).toEqual({ used: [3], events: 1, quantity: 3 })
})

test('keeps the answer for replays in the same transaction, only of requests that were admitted', async () => {
  const workspaceId = await addWorkspace(5)
  const requestHash = createHash('sha256').update('body').digest('hex')
  for (const key of ['fits', 'too-large'])
    await dbs.platform
      .insert(tables.idempotencyRecord)
      .values({ workspaceId, key, requestHash, lockedUntil: new Date(Date.now() + 60_000) })
  expect(await record(workspaceId, [5, 6], ['fits', 'too-large'])).toEqual([true, false])
  const kept = await dbs.sql.platform`
    select key, status, response from idempotency_record where workspace_id = ${workspaceId} order by key`
  expect(kept).toEqual([
    { key: 'fits', status: 'done', response: 'answer 5' },
    { key: 'too-large', status: null, response: null },
  ])
})

test('follows an ended period by the one that runs now, with the quota whole again and one row under a race', async () => {
  const start = new Date(Date.now() - 3 * month)
  const workspaceId = await addWorkspace(10, { start, end: new Date(start.getTime() + month) })
  await Promise.all(Array.from({ length: 16 }, () => record(workspaceId, [1])))
  const balances = await dbs.sql.platform<{ used: number; runs: boolean; events: number }[]>`
    select used::float8, now() >= period_start and now() < period_end as runs,
      (select count(*)::int from usage_event e
       where e.workspace_id = b.workspace_id and e.period_start = b.period_start) as events
    from quota_balance b where workspace_id = ${workspaceId} order by period_start`
  expect([...balances]).toEqual([
    { used: 0, runs: false, events: 0 },
    { used: 16, runs: true, events: 16 },
  ])
})

test('refuses a workspace without a balance instead of serving it for nothing', async () => {
  const workspaceId = newId('ws')
  await dbs.platform.insert(tables.workspace).values({ id: workspaceId, name: 'Ada' })
  await expect(record(workspaceId, [1])).rejects.toThrow('has no quota balance')
})
