import { createApiKey, updateApiKey } from '@assay/services/api-key'
import type { WorkspaceCtx } from '@assay/services/core'
import { createDeployment } from '@assay/services/deployment'
import { addModelVersion } from '@assay/services/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Api, openPlatform, startApi, startFakeWorker } from '../testing/fixture.ts'

let platform: Awaited<ReturnType<typeof openPlatform>>
let worker: Awaited<ReturnType<typeof startFakeWorker>>
let api: Api
let behindProxy: Api
let owner: WorkspaceCtx
let deploymentId: string
beforeAll(async () => {
  platform = await openPlatform()
  worker = await startFakeWorker(platform.services)
  api = await startApi(platform.services)
  behindProxy = await startApi(platform.services, ['127.0.0.1'])
  owner = await platform.addWorkspace()
  const { modelVersionId } = await addModelVersion(owner)
  deploymentId = (await createDeployment(owner, { name: 'Live', modelVersionId })).id
})
afterAll(async () => {
  await api?.close()
  await behindProxy?.close()
  await worker?.close()
  await platform?.close()
})

const predict = (key: string, headers: Record<string, string> = {}, at = api) =>
  fetch(`${at.url}/v1/predict/${deploymentId}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, ...headers },
    body: '{"inputs":"one"}',
  })
const fromShop = { origin: 'https://shop.example', 'sec-fetch-site': 'cross-site' }
const billed = async (): Promise<number> => {
  const [row] = await platform.services.dbs.sql.platform<{ total: number }[]>`
    select count(*)::int as total from usage_event where workspace_id = ${owner.workspaceId}`
  return row?.total ?? 0
}

test('a page of a named origin calls with a publishable key, after asking whether it may', async () => {
  const { key } = await createApiKey(owner, {
    name: 'Shop',
    kind: 'publishable',
    deploymentId,
    allowedOrigins: ['https://shop.example'],
  })
  const asked = await fetch(`${api.url}/v1/predict/${deploymentId}`, {
    method: 'OPTIONS',
    headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' },
  })
  expect(asked.status).toBe(204)
  expect(asked.headers.get('access-control-allow-headers')).toContain('authorization')
  const answered = await predict(key, fromShop)
  expect(answered.status).toBe(200)
  expect(answered.headers.get('access-control-allow-origin')).toBe('*')
  const elsewhere = await predict(key, { ...fromShop, origin: 'https://evil.example' })
  expect(elsewhere.status).toBe(403)
})

test('a secret key is refused in a foreign page by name, and nothing is billed', async () => {
  const { key } = await createApiKey(owner, { name: 'Server' })
  const before = await billed()
  const refused = await predict(key, fromShop)
  expect(refused.status).toBe(403)
  expect(await refused.text()).toContain('publishable')
  expect(await billed()).toBe(before)
  expect((await predict(key)).status).toBe(200)
})

test('the address is the proxy’s word only where the proxy is trusted', async () => {
  const { key } = await createApiKey(owner, { name: 'Office', allowedIps: ['203.0.113.0/24'] })
  const forwarded = { 'x-forwarded-for': '203.0.113.9' }
  expect((await predict(key, forwarded)).status).toBe(403)
  expect((await predict(key, forwarded, behindProxy)).status).toBe(200)
  expect((await predict(key, {}, behindProxy)).status).toBe(403)
})

test('a changed restriction holds on every process soon after', async () => {
  const { id, key } = await createApiKey(owner, { name: 'Server' })
  expect((await predict(key)).status).toBe(200)
  await updateApiKey(owner, { id, scopes: ['data'] })
  for (const at of [api, behindProxy])
    await expect.poll(async () => (await predict(key, {}, at)).status, { timeout: 3_000 }).toBe(403)
})

test('anybody who holds a key can end it over HTTP', async () => {
  const { key } = await createApiKey(owner, { name: 'Server' })
  const reported = await fetch(`${api.url}/v1/leaked-keys`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ key }),
  })
  expect(await reported.json()).toEqual({ revoked: true })
  await expect.poll(async () => (await predict(key)).status, { timeout: 3_000 }).toBe(401)
})
