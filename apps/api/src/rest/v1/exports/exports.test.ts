import { newId, tables } from '@assay/db'
import { createApiKey } from '@assay/services/api-key'
import type { WorkspaceCtx } from '@assay/services/core'
import { addDatasetVersion, addModelVersion } from '@assay/services/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type Api,
  callTrpc,
  openPlatform,
  type Person,
  signUp,
  startApi,
  startFakeWorker,
} from '../../../testing/fixture.ts'

let platform: Awaited<ReturnType<typeof openPlatform>>
let api: Api
let worker: Awaited<ReturnType<typeof startFakeWorker>>
let ada: Person & { workspaceId: string }
let ctx: WorkspaceCtx
let ours: string
let theirs: string

const settle = async (name: string) => {
  const person = await signUp(api, name)
  const created = await callTrpc(api, person, { type: 'mutation', path: 'workspace.create' }, { name })
  return { ...person, workspaceId: (created.data as { id: string }).id }
}
const ownerOf = (person: Person & { workspaceId: string }): WorkspaceCtx => ({
  ...platform.services,
  actor: { type: 'user', id: person.userId },
  workspaceId: person.workspaceId,
  role: 'owner',
})

beforeAll(async () => {
  platform = await openPlatform()
  api = await startApi(platform.services)
  worker = await startFakeWorker(platform.services)
  ada = await settle('ada')
  ctx = ownerOf(ada)
  ours = (await addModelVersion(ctx)).modelVersionId
  theirs = (await addModelVersion(ownerOf(await settle('bob')))).modelVersionId
})
afterAll(async () => {
  await worker?.close()
  await api?.close()
  await platform?.close()
})

const download = (id: string, format: string, headers?: Record<string, string>) =>
  fetch(`${api.url}/v1/model-versions/${id}/export?format=${format}`, {
    headers: headers ?? { cookie: ada.cookie, 'x-workspace-id': ada.workspaceId },
  })

test('a version comes as an archive under its name, and who took it is written down', async () => {
  const answer = await download(ours, 'onnx')
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('application/zip')
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="spam-v1-onnx.zip"')
  expect(await answer.text()).toBe('archive of Spam v1 as onnx')
  const written = await platform.services.dbs.platform
    .select()
    .from(tables.auditEvent)
    .where(eq(tables.auditEvent.subjectId, ours))
  expect(written).toMatchObject([
    { action: 'model_version.exported', actorId: ada.userId, detail: { format: 'onnx' } },
  ])
})

test('another workspace’s version is answered as one that does not exist', async () => {
  const mask = async (response: Response) => [
    response.status,
    (await response.text()).replaceAll(/mdv_[0-9a-z]+|req_[0-9a-z]+/g, ''),
  ]
  const { key } = await createApiKey(ctx, { name: 'Server' })
  for (const headers of [undefined, { authorization: `Bearer ${key}` }]) {
    const foreign = await mask(await download(theirs, 'onnx', headers))
    expect(foreign[0]).toBe(404)
    expect(foreign).toEqual(await mask(await download(newId('mdv'), 'onnx', headers)))
  }
  expect((await download(ours, 'onnx', {})).status).toBe(401)
})

test('a format that is not known is refused by name', async () => {
  const answer = await download(ours, 'pickle')
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({ error: { param: 'format' } })
})

test('while no worker has time, callers are asked to come back', async () => {
  worker.exportsAre(503)
  const answer = await download(ours, 'tfjs')
  expect(answer.status).toBe(503)
  expect(answer.headers.get('retry-after')).toBe('3')
  worker.exportsAre(422)
  expect((await download(ours, 'tfjs')).status).toBe(400)
  worker.exportsAre(200)
})

const dataset = (id: string, format: string) =>
  fetch(`${api.url}/v1/dataset-versions/${id}/export?format=${format}`, {
    headers: { cookie: ada.cookie, 'x-workspace-id': ada.workspaceId },
  })

test('of a dataset version only who may see it is told anything, and what cannot be had is refused by name', async () => {
  const waiting = await addDatasetVersion(ctx, 'needs_label')
  const early = await dataset(waiting.datasetVersionId, 'csv')
  expect([early.status, await early.json()]).toMatchObject([409, { error: { code: 'conflict' } }])
  const strange = await dataset(waiting.datasetVersionId, 'xlsx')
  expect([strange.status, await strange.json()]).toMatchObject([400, { error: { param: 'format' } }])
  const foreign = await addDatasetVersion(ownerOf(await settle('eve')), 'needs_label')
  const unknown = await dataset(newId('dsv'), 'csv')
  const other = await dataset(foreign.datasetVersionId, 'csv')
  expect([other.status, unknown.status]).toEqual([404, 404])
})
