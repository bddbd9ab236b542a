import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '@assay/infra'
import { createDataset, getDatasetVersion } from '@assay/services/dataset'
import { openTestServices } from '@assay/services/testing'
import { sweepUploads } from '@assay/services/upload'
import { startS3Server } from '@assay/testkit'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Api, type Person, signUp, startApi } from '../../../testing/fixture.ts'

const credentials = { accessKeyId: 'AKTEST', secretAccessKey: 'a secret of the tests' }
let s3: Awaited<ReturnType<typeof startS3Server>>
let folder: string
let kit: Awaited<ReturnType<typeof openTestServices>>
let api: Api
let ctx: Awaited<ReturnType<typeof kit.addWorkspace>>
let ada: Person
beforeAll(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId)
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey)
  s3 = await startS3Server('assay', credentials)
  folder = await mkdtemp(join(tmpdir(), 'assay-direct-'))
  const store = await openStore({
    OBJECT_STORE_URL: 's3://assay/live',
    S3_ENDPOINT: s3.url,
    S3_DIRECT_UPLOADS: 'on',
    STORE_CACHE_FOLDER: folder,
    STORE_CACHE_MB: 64,
  })
  kit = await openTestServices(store)
  api = await startApi(kit.services)
  ada = await signUp(api)
  ctx = await kit.addWorkspace()
  await kit.services.dbs.sql.platform`
    insert into member (workspace_id, user_id, role) values (${ctx.workspaceId}, ${ada.userId}, 'member')`
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await api?.close()
  await kit?.close()
  await s3?.close()
  await rm(folder, { recursive: true, force: true })
})

const partBytes = 8 * 1024 ** 2
const file = randomBytes(partBytes + 1_000_000)
const headers = () => ({
  cookie: ada.cookie,
  'x-workspace-id': ctx.workspaceId,
  'tus-resumable': '1.0.0',
})
/** What the routes of this file answer, each with a part of it. */
type Body = {
  url: string
  upload: { id: string; part_bytes: number | null; bytes_received: number; dataset_version: string }
}
const call = async (method: string, path: string, more: Record<string, string> = {}) => {
  const answer = await fetch(api.url + path, { method, headers: { ...headers(), ...more } })
  const text = await answer.text()
  return { status: answer.status, body: JSON.parse(text === '' ? '{}' : text) as Body }
}
const begin = async (more: Record<string, string> = { 'upload-direct': 'accept' }) => {
  const { id } = await createDataset(ctx, { name: 'Mails' })
  const name = Buffer.from('mails.csv').toString('base64')
  const length = { 'upload-length': String(file.length), 'upload-metadata': `filename ${name}` }
  const { body } = await call('POST', `/v1/datasets/${id}/uploads`, { ...length, ...more })
  return body.upload
}
const partOf = (number: number): Buffer => file.subarray((number - 1) * partBytes, number * partBytes)
const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('base64')

const sign = async (id: string, number: number, sha256: string): Promise<string> => {
  const path = `/v1/uploads/${id}/parts/${number}?sha256=${encodeURIComponent(sha256)}`
  const { status, body } = await call('POST', path)
  expect(status).toBe(200)
  return body.url
}
const put = (url: string, bytes: Uint8Array, sha256: string): Promise<Response> =>
  fetch(url, { method: 'PUT', headers: { 'x-amz-checksum-sha256': sha256 }, body: Uint8Array.from(bytes) })
const putPart = async (id: string, number: number): Promise<Response> => {
  const digest = digestOf(partOf(number))
  return put(await sign(id, number, digest), partOf(number), digest)
}

test('bytes go straight to S3 under signed addresses, and become a version once all is there and checked', async () => {
  const { id, part_bytes } = await begin()
  expect(part_bytes).toBe(partBytes)
  expect((await call('POST', `/v1/uploads/${id}/finish`)).status).toBe(409)
  expect((await putPart(id, 1)).status).toBe(200)
  expect((await call('GET', `/v1/uploads/${id}`)).body).toMatchObject({
    upload: { bytes_received: partBytes },
  })
  expect((await call('POST', `/v1/uploads/${id}/finish`)).status).toBe(409)
  expect((await putPart(id, 2)).status).toBe(200)
  const [first, second] = await Promise.all([1, 2].map(() => call('POST', `/v1/uploads/${id}/finish`)))
  expect(first).toMatchObject({ status: 200, body: { upload: { bytes_received: file.length } } })
  expect(second?.body).toEqual(first?.body)
  const version = first?.body.upload.dataset_version ?? ''
  expect(await getDatasetVersion(ctx, { id: version })).toMatchObject({
    status: 'queued',
    uploadSha256: createHash('sha256').update(file).digest('hex'),
  })
  expect(s3.openUploads()).toBe(0)
  expect(
    (await call('POST', `/v1/uploads/${id}/parts/1?sha256=${encodeURIComponent(digestOf(partOf(1)))}`))
      .status,
  ).toBe(409)
})

test('S3 refuses a part that is not the one that was signed', async () => {
  const { id } = await begin()
  const digest = digestOf(partOf(1))
  const url = await sign(id, 1, digest)
  expect((await put(url, partOf(2), digest)).status).toBe(400)
  expect((await put(url, partOf(2), digestOf(partOf(2)))).status).toBe(403)
  expect((await put(url.replace('partNumber=1', 'partNumber=2'), partOf(1), digest)).status).toBe(403)
  expect((await call('GET', `/v1/uploads/${id}`)).body).toMatchObject({ upload: { bytes_received: 0 } })
})

test('what is cancelled or forgotten leaves no parts in the bucket', async () => {
  const [cancelled, forgotten] = [await begin(), await begin()]
  for (const { id } of [cancelled, forgotten]) await putPart(id, 1)
  const before = s3.openUploads()
  expect((await call('DELETE', `/v1/uploads/${cancelled.id}`)).status).toBe(204)
  expect(s3.openUploads()).toBe(before - 1)
  kit.passTime(25 * 3_600_000)
  await sweepUploads(kit.services)
  expect(s3.openUploads()).toBe(0)
})

test('a client that did not ask for it sends through the server as ever', async () => {
  const { id, part_bytes } = await begin({})
  expect(part_bytes).toBeNull()
  const answer = await fetch(`${api.url}/v1/uploads/${id}`, {
    method: 'PATCH',
    headers: { ...headers(), 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' },
    body: Uint8Array.from(file),
  })
  expect(answer.status).toBe(204)
  expect(answer.headers.get('x-dataset-version')).toMatch(/^dsv_/)
})
