import { newId, tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { WorkspaceCtx } from '../core/index.ts'
import { openMemoryStore, openTestServices, type TestServices } from '../testing/index.ts'
import { type AnsweredRequest, recordPredictions } from '../usage/index.ts'
import { endUserStatement, listEndUsers, updateEndUser } from './index.ts'

let kit: TestServices
let owner: WorkspaceCtx
beforeAll(async () => {
  kit = await openTestServices(openMemoryStore())
})
afterAll(() => kit?.close())
beforeEach(async () => {
  owner = await kit.addWorkspace()
})

const month = () => kit.services.now().toISOString().slice(0, 7)
const call = (endUserId: string | null, more: Partial<AnsweredRequest> = {}): AnsweredRequest => ({
  requestId: newId('req'),
  quantity: 1,
  apiKeyId: null,
  endUserId,
  idempotencyKey: null,
  response: null,
  ...more,
})
const record = (calls: AnsweredRequest[], ctx = owner) =>
  recordPredictions(
    kit.services,
    { workspaceId: ctx.workspaceId, deploymentId: 'dep_a', modelVersionId: 'mdv_a' },
    calls,
  )
const used = async (): Promise<number> => {
  const { quotaBalance } = tables
  const [row] = await kit.services.dbs.platform
    .select({ used: quotaBalance.used })
    .from(quotaBalance)
    .where(eq(quotaBalance.workspaceId, owner.workspaceId))
  return row?.used ?? -1
}
const events = () =>
  kit.services.dbs.platform
    .select()
    .from(tables.usageEvent)
    .where(eq(tables.usageEvent.workspaceId, owner.workspaceId))

test('a group of several end users stays one usage event, and each of them is counted', async () => {
  expect(await record([call('ann'), call('ben', { quantity: 3 }), call(null), call('ann')])).toEqual([
    null,
    null,
    null,
    null,
  ])
  expect((await events()).map(({ quantity }) => quantity)).toEqual([6])
  const { items, total } = await listEndUsers(owner, {})
  expect(total).toBe(2)
  expect(items.map(({ id, usedThisMonth }) => [id, usedThisMonth])).toEqual([
    ['ben', 3],
    ['ann', 2],
  ])
})

test('an end user’s month is met exactly under concurrency, and nothing beyond it is billed', async () => {
  await updateEndUser(owner, { id: 'ann', monthlyLimit: 50 })
  const groups = Array.from({ length: 16 }, () =>
    record([call('ann'), call('ben'), call('ann'), call('ann')]),
  )
  const verdicts = (await Promise.all(groups)).flat()
  expect(verdicts).toHaveLength(64)
  const rest = await Promise.all(Array.from({ length: 10 }, () => record([call('ann')])))
  expect(rest.flat().filter((verdict) => verdict === 'end_user_limit')).toHaveLength(8)
  const [ann] = (await listEndUsers(owner, { search: 'ann' })).items
  expect(ann?.usedThisMonth).toBe(50)
  expect(await used()).toBe(50 + 16)
  expect((await events()).reduce((sum, { quantity }) => sum + quantity, 0)).toBe(66)
})

test('a call that does not fit is refused whole, and a smaller one after it still fits', async () => {
  await updateEndUser(owner, { id: 'ann', monthlyLimit: 5 })
  expect(await record([call('ann', { quantity: 6 }), call('ann', { quantity: 5 }), call('ann')])).toEqual([
    'end_user_limit',
    null,
    'end_user_limit',
  ])
  expect(await used()).toBe(5)
})

test('who is blocked is refused, their neighbours are answered, and unblocking lets them in again', async () => {
  await updateEndUser(owner, { id: 'ann', blocked: true })
  expect(await record([call('ann'), call('ben')])).toEqual(['end_user_blocked', null])
  expect(await record([call('ann')])).toEqual(['end_user_blocked'])
  await updateEndUser(owner, { id: 'ann', blocked: false })
  expect(await record([call('ann')])).toEqual([null])
  expect(await used()).toBe(2)
})

test('what the plan’s quota refuses is not counted for the end user', async () => {
  await kit.services.dbs.sql.platform`
    update quota_balance set hard_limit = 2 where workspace_id = ${owner.workspaceId}`
  expect(await record([call('ann'), call('ben', { quantity: 2 }), call('ann')])).toEqual([
    null,
    'quota',
    null,
  ])
  const { items } = await listEndUsers(owner, {})
  expect(items.map(({ id, usedThisMonth }) => [id, usedThisMonth])).toEqual([
    ['ann', 2],
    ['ben', 0],
  ])
})

test('a limit begins anew with the calendar month', async () => {
  await updateEndUser(owner, { id: 'ann', monthlyLimit: 1 })
  expect(await record([call('ann'), call('ann')])).toEqual([null, 'end_user_limit'])
  kit.passTime(31 * 86_400_000)
  expect(await record([call('ann')])).toEqual([null])
  kit.passTime(-31 * 86_400_000)
})

test('a statement adds up to the month’s counter and is safe to open in a spreadsheet', async () => {
  await record([call('=cmd|x', { quantity: 2 }), call('=cmd|x')])
  const { lines, total, csv } = await endUserStatement(owner, { id: '=cmd|x', month: month() })
  expect(lines).toMatchObject([{ deploymentId: 'dep_a', predictions: 3 }])
  expect(total).toBe(3)
  expect(csv.split('\r\n')[1]).toMatch(/^'=cmd\|x,\d{4}-\d\d-\d\d,dep_a,dep_a,3$/)
})

test('another workspace’s end user of the same name is somebody else', async () => {
  const stranger = await kit.addWorkspace()
  await updateEndUser(stranger, { id: 'ann', blocked: true })
  expect(await record([call('ann')])).toEqual([null])
  expect((await listEndUsers(stranger, {})).items).toMatchObject([{ id: 'ann', usedThisMonth: 0 }])
  await expect(endUserStatement(stranger, { id: 'ben', month: month() })).rejects.toMatchObject({
    code: 'not_found',
  })
})
