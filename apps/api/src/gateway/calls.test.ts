import { createApiKey } from '@assay/services/api-key'
import type { WorkspaceCtx } from '@assay/services/core'
import { createDeployment, updateDataHandling } from '@assay/services/deployment'
import { updateEndUser } from '@assay/services/end-user'
import { nextItems } from '@assay/services/labelling'
import { getRequest, listRequests } from '@assay/services/request'
import { addModelVersion, type ModelLineage } from '@assay/services/testing'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Api, openPlatform, startApi, startFakeWorker } from '../testing/fixture.ts'

let platform: Awaited<ReturnType<typeof openPlatform>>
let worker: Awaited<ReturnType<typeof startFakeWorker>>
let api: Api
let owner: WorkspaceCtx
let lineage: ModelLineage
let deploymentId: string
let key: string
let keyId: string
beforeAll(async () => {
  platform = await openPlatform()
  worker = await startFakeWorker(platform.services)
  api = await startApi(platform.services)
})
afterAll(async () => {
  await api?.close()
  await worker?.close()
  await platform?.close()
})
beforeEach(async () => {
  owner = await platform.addWorkspace()
  lineage = await addModelVersion(owner)
  deploymentId = (await createDeployment(owner, { name: 'Live', modelVersionId: lineage.modelVersionId })).id
  ;({ key, id: keyId } = await createApiKey(owner, { name: 'Server' }))
  worker.inputs.length = 0
})

/** The log is written twice a second. */
const soon = { timeout: 5_000 }
const post = (path: string, body: unknown, by = key) =>
  fetch(`${api.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${by}` },
    body: JSON.stringify(body),
  })
const predict = async (body: object): Promise<{ id: string }> => {
  const answer = await post(`/v1/predict/${deploymentId}`, body)
  expect(answer.status).toBe(200)
  return (await answer.json()) as { id: string }
}
const logged = async (total: number) => {
  await expect.poll(async () => (await listRequests(owner, { deploymentId })).total, soon).toBe(total)
  return (await listRequests(owner, { deploymentId })).items
}
const queue = () => nextItems(owner, { datasetId: lineage.datasetId, queue: 'production' })

test('an answered call is logged with what it was answered, its key and its end user, and nothing of its input', async () => {
  const { id } = await predict({ inputs: ['one', 'two'], end_user: 'ann' })
  const [call] = await logged(1)
  expect(call).toMatchObject({
    id,
    status: 200,
    inputs: 2,
    answers: [
      { label: 'a', score: 1 },
      { label: 'a', score: 1 },
    ],
    apiKeyId: keyId,
    apiKeyName: 'Server',
    endUserId: 'ann',
    versionNumber: 1,
    captured: false,
  })
  expect(await queue().catch((error: { code: string }) => error.code)).toBe('not_found')
})

test('refused calls are logged with their code, but those of another workspace’s deployment are not', async () => {
  await updateEndUser(owner, { id: 'ann', blocked: true })
  const refusals = [
    [{ inputs: 'bad' }, 400, 'input_type'],
    [{ inputs: [] }, 400, 'invalid_request'],
    [{ inputs: 'hello', end_user: 'ann' }, 403, 'end_user_blocked'],
  ] as const
  for (const [body, status] of refusals)
    expect((await post(`/v1/predict/${deploymentId}`, body)).status).toBe(status)
  const stranger = await platform.addWorkspace()
  const foreign = (await createApiKey(stranger, { name: 'Server' })).key
  expect((await post(`/v1/predict/${deploymentId}`, { inputs: 'hello' }, foreign)).status).toBe(404)
  const calls = await logged(3)
  expect(calls.map(({ status, code }) => [status, code]).sort()).toEqual(
    refusals.map(([, status, code]) => [status, code]).sort(),
  )
  expect(calls.find(({ code }) => code === 'end_user_blocked')).toMatchObject({ endUserId: 'ann' })
})

test('from capture over feedback into the queue, by the doors alone', async () => {
  await updateDataHandling(owner, {
    id: deploymentId,
    capture: { sampleRate: 1, redact: ['email'], keepDays: 7 },
  })
  await expect
    .poll(async () => {
      const { id } = await predict({ inputs: 'write to eve@example.com' })
      await new Promise((resolve) => setTimeout(resolve, 700))
      return (await getRequest(owner, { id })).captured
    }, soon)
    .toBe(true)
  const { id } = await predict({ inputs: 'call 10 Downing Street' })
  const said = await post('/v1/feedback', { prediction_id: `${id}-0`, label: 'spam', comment: 'no' })
  expect(said.status).toBe(200)
  expect(await said.json()).toMatchObject({ prediction_id: `${id}-0` })
  await expect.poll(async () => (await queue()).length, soon).toBe(2)
  expect((await queue()).map(({ input }) => input).sort()).toEqual([
    'call 10 Downing Street',
    'write to [EMAIL]',
  ])
  expect((await getRequest(owner, { id })).feedback).toMatchObject([{ place: 0, label: 'spam' }])
})

test('only answers below the threshold are captured, and none at a rate of zero', async () => {
  for (const capture of [
    { sampleRate: 1, belowScore: 0.9, keepDays: 7 },
    { sampleRate: 0, keepDays: 7 },
  ]) {
    await updateDataHandling(owner, { id: deploymentId, capture })
    await new Promise((resolve) => setTimeout(resolve, 300))
    await predict({ inputs: 'as sure as can be' })
  }
  const calls = await logged(2)
  expect(calls.map(({ captured }) => captured)).toEqual([false, false])
})

test('where inputs are masked, the model sees marks in place of personal data', async () => {
  await updateDataHandling(owner, { id: deploymentId, maskInputs: ['email'] })
  await expect
    .poll(async () => {
      await predict({ inputs: 'write to eve@example.com or call 555' })
      return worker.inputs.at(-1)
    }, soon)
    .toBe('write to [EMAIL] or call 555')
})

test('feedback answers 404 for what the key does not reach, 400 for what makes no sense, 401 without a key', async () => {
  const { id } = await predict({ inputs: 'hello' })
  const bound = await createApiKey(owner, {
    name: 'Other',
    deploymentId: (await createDeployment(owner, { name: 'Other', modelVersionId: lineage.modelVersionId }))
      .id,
  })
  const stranger = await createApiKey(await platform.addWorkspace(), { name: 'Server' })
  const say = async (body: unknown, by?: string) => (await post('/v1/feedback', body, by)).status
  expect(await say({ prediction_id: id, correct: true }, bound.key)).toBe(404)
  expect(await say({ prediction_id: id, correct: true }, stranger.key)).toBe(404)
  expect(await say({ prediction_id: id, label: 'eggs' })).toBe(400)
  expect(await say({ prediction_id: id })).toBe(400)
  expect(await say({ prediction_id: id, correct: true, extra: 1 })).toBe(400)
  expect(await say({ prediction_id: id, correct: true }, 'nonsense')).toBe(401)
  expect(await say({ prediction_id: id, correct: true })).toBe(200)
})

test('GET /v1/requests pages through the calls of a deployment for a key that may read data', async () => {
  const first = await predict({ inputs: 'one' })
  const second = await predict({ inputs: 'two' })
  await logged(2)
  const read = (query: string, by = key) =>
    fetch(`${api.url}/v1/requests?${query}`, { headers: { authorization: `Bearer ${by}` } })
  const page = await read(`deployment=${deploymentId}&limit=1&offset=1`)
  expect(await page.json()).toMatchObject({ total: 2, requests: [{ id: first.id, status: 200 }] })
  expect(first.id < second.id).toBe(true)
  expect((await read(`deployment=${deploymentId}&limit=1000`)).status).toBe(400)
  expect((await read('deployment=dep_none')).status).toBe(404)
  const narrow = await createApiKey(owner, { name: 'Caller', scopes: ['predict'] })
  expect((await read(`deployment=${deploymentId}`, narrow.key)).status).toBe(403)
})
