import { createApiKey } from '@assay/services/api-key'
import type { OperatorCtx, WorkspaceCtx } from '@assay/services/core'
import { createDeployment } from '@assay/services/deployment'
import { setFeature } from '@assay/services/feature'
import { endView, reactivateTenant, startView, suspendTenant } from '@assay/services/tenant'
import { addModelVersion } from '@assay/services/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type Api,
  callTrpc,
  openPlatform,
  type Person,
  signUp,
  startApi,
  startFakeWorker,
} from '../testing/fixture.ts'
import { appRouter } from './index.ts'

let platform: Awaited<ReturnType<typeof openPlatform>>
let worker: Awaited<ReturnType<typeof startFakeWorker>>
/** Two processes: what one is told, the other has to know. */
let apis: [Api, Api]
let ada: Person
let olive: Person
let operator: OperatorCtx
let owner: WorkspaceCtx
let key: string
let deploymentId: string

beforeAll(async () => {
  platform = await openPlatform()
  apis = [await startApi(platform.services), await startApi(platform.services)]
  worker = await startFakeWorker(platform.services)
  ada = await signUp(apis[0], 'ada')
  olive = await signUp(apis[0], 'olive')
  await platform.services.dbs.sql.platform`update "user" set is_operator = true where id = ${olive.userId}`
  operator = { ...platform.services, actor: { type: 'user', id: olive.userId }, isOperator: true }
  const { data } = await call(ada, 'workspace.create', { name: 'Ada & Co' })
  const workspaceId = (data as { id: string }).id
  owner = { ...platform.services, actor: { type: 'user', id: ada.userId }, workspaceId, role: 'owner' }
  const { modelVersionId } = await addModelVersion(owner)
  deploymentId = (await createDeployment(owner, { name: 'Live', modelVersionId })).id
  key = (await createApiKey(owner, { name: 'Server' })).key
})
afterAll(async () => {
  for (const api of apis ?? []) await api.close()
  await worker?.close()
  await platform?.close()
})

const procedures = appRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>
const call = (who: Person, path: string, input?: unknown, workspaceId?: string) => {
  const type = procedures[path]?._def.type ?? 'query'
  return callTrpc(apis[0], { ...who, ...(workspaceId && { workspaceId }) }, { type, path }, input)
}
const predict = async (api: Api) => {
  const response = await fetch(`${api.url}/v1/predict/${deploymentId}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ inputs: 'hello' }),
  })
  const body = (await response.json()) as { error?: { code: string; message: string } }
  return { status: response.status, error: body.error }
}

test('a suspended workspace is refused at every door of every process within a second, and its people still read', async () => {
  const { workspaceId } = owner
  // Both have the key in their cache.
  for (const api of apis) expect(await predict(api)).toMatchObject({ status: 200 })
  await suspendTenant(operator, {
    workspaceId,
    confirm: 'Ada & Co',
    reason: 'It sends spam.',
    contact: 'help@example.com',
  })
  for (const api of apis)
    await expect
      .poll(() => predict(api), { timeout: 1_000, interval: 50 })
      .toMatchObject({
        status: 403,
        error: {
          code: 'suspended',
          message: 'This workspace is suspended: It sends spam. Contact help@example.com.',
        },
      })
  const upload = await fetch(`${apis[1].url}/v1/datasets/ds_1/uploads?name=a.csv`, {
    method: 'PUT',
    headers: { cookie: ada.cookie, 'x-workspace-id': workspaceId },
    body: 'text,label\na,b\n',
  })
  expect(upload.status).toBe(403)
  expect(await call(ada, 'workspace.rename', { name: 'Other' }, workspaceId)).toMatchObject({
    status: 403,
    error: { data: { assay: { code: 'suspended' } } },
  })
  expect(await call(ada, 'deployment.list', {}, workspaceId)).toMatchObject({ status: 200 })
  await reactivateTenant(operator, { workspaceId })
  for (const api of apis)
    await expect.poll(() => predict(api), { timeout: 1_000, interval: 50 }).toMatchObject({ status: 200 })
})

test('an operator who looks reads what a viewer reads, changes nothing, and is gone when the look ends', async () => {
  const { workspaceId } = owner
  expect(await call(olive, 'deployment.list', {}, workspaceId)).toMatchObject({ status: 404 })
  await startView(operator, { workspaceId, reason: 'Ticket 7' })
  expect(await call(olive, 'deployment.list', {}, workspaceId)).toMatchObject({
    status: 200,
    data: { items: [{ id: deploymentId }] },
  })
  for (const path of ['workspace.rename', 'deployment.stop', 'billing.pause', 'apiKey.create'])
    expect(await call(olive, path, {}, workspaceId)).toMatchObject({ error: { data: { code: 'FORBIDDEN' } } })
  const listed = await fetch(`${apis[0].url}/v1/batches`, {
    headers: { cookie: olive.cookie, 'x-workspace-id': workspaceId },
  })
  expect(listed.status).toBe(404)
  const [noted] = await platform.services.dbs.sql.platform`
    select detail from audit_event where workspace_id = ${workspaceId} and action = 'operator.viewed'`
  expect(noted?.['detail']).toMatchObject({ read: 'deployment.list' })
  await endView(operator, { workspaceId })
  expect(await call(olive, 'deployment.list', {}, workspaceId)).toMatchObject({ status: 404 })
})

test('a closed sign-up is refused at the door, and told to whoever looks at it', async () => {
  const ask = () =>
    fetch(`${apis[0].url}/api/auth/sign-up/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        name: 'Eve',
        email: 'eve@example.com',
        password: 'a phrase that is long enough',
      }),
    })
  await setFeature(operator, { name: 'sign_up', enabled: false })
  expect((await ask()).status).toBe(403)
  expect(
    await callTrpc(apis[0], { cookie: '' }, { type: 'query', path: 'platform.signUpOpen' }),
  ).toMatchObject({
    data: false,
  })
  await setFeature(operator, { name: 'sign_up', enabled: true })
  expect((await ask()).status).toBe(200)
})
