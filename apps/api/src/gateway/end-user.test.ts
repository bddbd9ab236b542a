import { createApiKey } from '@assay/services/api-key'
import type { WorkspaceCtx } from '@assay/services/core'
import { createDeployment } from '@assay/services/deployment'
import { listEndUsers, updateEndUser } from '@assay/services/end-user'
import { addModelVersion } from '@assay/services/testing'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Api, openPlatform, startApi, startFakeWorker } from '../testing/fixture.ts'

let platform: Awaited<ReturnType<typeof openPlatform>>
let worker: Awaited<ReturnType<typeof startFakeWorker>>
let apis: Api[]
let owner: WorkspaceCtx
let deploymentId: string
let key: string
beforeAll(async () => {
  platform = await openPlatform()
  worker = await startFakeWorker(platform.services)
  apis = [await startApi(platform.services), await startApi(platform.services)]
})
afterAll(async () => {
  for (const api of apis ?? []) await api.close()
  await worker?.close()
  await platform?.close()
})
beforeEach(async () => {
  owner = await platform.addWorkspace()
  const { modelVersionId } = await addModelVersion(owner)
  deploymentId = (await createDeployment(owner, { name: 'Live', modelVersionId })).id
  key = (await createApiKey(owner, { name: 'Server' })).key
})

const post = (path: string, body: unknown, headers: Record<string, string> = {}, at = 0) =>
  fetch(`${apis[at]?.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, ...headers },
    body: JSON.stringify(body),
  })
const predict = (body: object, headers: Record<string, string> = {}, at = 0) =>
  post(`/v1/predict/${deploymentId}`, { inputs: 'hello', ...body }, headers, at)
const usage = async () =>
  (await listEndUsers(owner, {})).items.map(({ id, usedThisMonth }) => [id, usedThisMonth])
const billed = async (): Promise<number> => {
  const [row] = await platform.services.dbs.sql.platform<{ n: number }[]>`
    select coalesce(sum(quantity), 0)::int as n from usage_event where workspace_id = ${owner.workspaceId}`
  return row?.n ?? -1
}

test('a call may name its end user in the body, and at every door in a header', async () => {
  expect((await predict({ end_user: 'ann', inputs: ['a', 'b'] }, { 'x-end-user': 'ben' })).status).toBe(200)
  const named = { 'x-end-user': 'ben' }
  const doors = [
    () => predict({}, named),
    () => post(`/hf/${deploymentId}`, { inputs: 'hello' }, named),
    () => post('/v1/moderations', { model: deploymentId, input: 'hello' }, named),
    () => post(`/v1/models/${deploymentId}:predict`, { instances: ['hello'] }, named),
  ]
  for (const door of doors) expect((await door()).status).toBe(200)
  expect(await usage()).toEqual([
    ['ben', 4],
    ['ann', 2],
  ])
  expect(await billed()).toBe(6)
})

test('one over the month’s limit is refused as 402 on every process, and nothing of it is billed', async () => {
  await updateEndUser(owner, { id: 'ann', monthlyLimit: 20 })
  const calls = Array.from({ length: 30 }, (_, i) => predict({ end_user: 'ann' }, {}, i % 2))
  const answers = await Promise.all(calls)
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(20)
  const refused = answers.filter(({ status }) => status === 402)
  expect(refused).toHaveLength(10)
  expect(await refused[0]?.json()).toMatchObject({ error: { code: 'end_user_limit', param: 'end_user' } })
  expect((await predict({ end_user: 'ben' })).status).toBe(200)
  expect(await billed()).toBe(21)
})

test('who is blocked is refused as 403, with an Idempotency-Key as without one', async () => {
  await updateEndUser(owner, { id: 'ann', blocked: true })
  const ways: Record<string, string>[] = [{}, { 'idempotency-key': 'once' }]
  for (const headers of ways) {
    const answer = await predict({ end_user: 'ann' }, headers)
    expect(answer.status).toBe(403)
    expect(await answer.json()).toMatchObject({ error: { code: 'end_user_blocked' } })
  }
  expect(await billed()).toBe(0)
  await updateEndUser(owner, { id: 'ann', blocked: false })
  expect((await predict({ end_user: 'ann' }, { 'idempotency-key': 'once' })).status).toBe(200)
})

test.each<[unknown, string]>([
  ['', 'empty'],
  ['x'.repeat(129), 'too long'],
  ['a\u0000b', 'with a character that cannot be seen'],
  [7, 'a number'],
])('an end user %j is refused by name: %s', async (name) => {
  const answer = await predict({ end_user: name })
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({ error: { code: 'invalid_request', param: 'end_user' } })
})
