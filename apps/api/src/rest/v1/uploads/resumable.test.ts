import { createHash } from 'node:crypto'
import { request } from 'node:http'
import { createDataset, getDatasetVersion } from '@assay/services/dataset'
import { getUpload } from '@assay/services/upload'
import { Upload } from 'tus-js-client'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Api, openPlatform, type Person, signUp, startApi } from '../../../testing/fixture.ts'

let platform: Awaited<ReturnType<typeof openPlatform>>
let api: Api
let ctx: Awaited<ReturnType<typeof platform.addWorkspace>>
let ada: Person
beforeAll(async () => {
  platform = await openPlatform()
  api = await startApi(platform.services)
  ada = await signUp(api)
  ctx = await platform.addWorkspace()
  await platform.services.dbs.sql.platform`
    insert into member (workspace_id, user_id, role) values (${ctx.workspaceId}, ${ada.userId}, 'member')`
})
afterAll(async () => {
  await api?.close()
  await platform?.close()
})

const headers = () => ({ cookie: ada.cookie, 'x-workspace-id': ctx.workspaceId, 'tus-resumable': '1.0.0' })
const file = Buffer.from(`text,label\n${'hello there,ham\nyou won a prize,spam\n'.repeat(100_000)}`)
const sha256 = createHash('sha256').update(file).digest('hex')
const encode = (text: string) => Buffer.from(text).toString('base64')

const begin = async (bytes = file.length, options: Record<string, string> = {}) => {
  const named = { filename: 'Größe.csv', labelColumn: 'label', ...options }
  const metadata = Object.entries(named).map(([name, value]) => `${name} ${encode(value)}`)
  const { id } = await createDataset(ctx, { name: 'Mails' })
  const answer = await fetch(`${api.url}/v1/datasets/${id}/uploads`, {
    method: 'POST',
    headers: {
      ...headers(),
      'upload-length': String(bytes),
      'upload-metadata': metadata.join(','),
    },
  })
  expect(answer.status).toBe(201)
  return { dataset: id, path: answer.headers.get('location') ?? '' }
}
const patch = (path: string, offset: number, body: Uint8Array, more: Record<string, string> = {}) =>
  fetch(api.url + path, {
    method: 'PATCH',
    headers: {
      ...headers(),
      'content-type': 'application/offset+octet-stream',
      'upload-offset': String(offset),
      ...more,
    },
    body: Uint8Array.from(body),
  })
const head = (path: string) => fetch(api.url + path, { method: 'HEAD', headers: headers() })

test('what is to be left out of the file is said before its first byte', async () => {
  const small = Buffer.from('text,label\nhello,a\n')
  const columns = { text: { privacy: 'redact_found' } }
  const { path } = await begin(small.length, {
    columns: JSON.stringify(columns),
    personalData: 'hash',
    dropUpload: 'true',
  })
  await patch(path, 0, small)
  const finished = await fetch(`${api.url}${path}/finish`, { method: 'POST', headers: headers() })
  const { upload } = (await finished.json()) as { upload: { dataset_version: string } }
  const version = await getDatasetVersion(ctx, { id: upload.dataset_version })
  expect(version.privacy).toEqual({ columns, personalData: 'hash', dropUpload: true })
})

test('a stock tus client brings a file in', async () => {
  const { id } = await createDataset(ctx, { name: 'Mails' })
  const upload = await new Promise<Upload>((resolve, reject) => {
    const started = new Upload(file, {
      endpoint: `${api.url}/v1/datasets/${id}/uploads`,
      headers: { cookie: ada.cookie, 'x-workspace-id': ctx.workspaceId },
      metadata: { filename: 'mails.csv' },
      chunkSize: 1024 ** 2,
      retryDelays: null,
      onSuccess: () => resolve(started),
      onError: reject,
    })
    started.start()
  })
  const done = await fetch(upload.url ?? '', { headers: headers() })
  const { upload: shown } = (await done.json()) as { upload: { dataset_version: string } }
  expect(await getDatasetVersion(ctx, { id: shown.dataset_version })).toMatchObject({
    uploadSha256: sha256,
    fileName: 'mails.csv',
  })
})

test('what arrived before the connection dropped is kept, and another process takes the rest', async () => {
  const { path } = await begin()
  const id = path.split('/').at(-1) ?? ''
  const half = file.length >> 1
  await new Promise<void>((resolve) => {
    const dropped = request(api.url + path, {
      method: 'PATCH',
      headers: {
        ...headers(),
        'content-type': 'application/offset+octet-stream',
        'upload-offset': '0',
        'content-length': String(file.length),
      },
    })
    dropped.on('error', () => resolve())
    dropped.write(file.subarray(0, half), () => dropped.destroy())
  })
  await vi.waitFor(async () => expect((await getUpload(ctx, { id })).bytesReceived).toBeGreaterThan(0), 5_000)
  await api.close()
  api = await startApi(platform.services)
  const offset = Number((await head(path)).headers.get('upload-offset'))
  expect(offset).toBeLessThanOrEqual(half)
  const digest = createHash('sha1').update(file.subarray(offset)).digest('base64')
  const last = await patch(path, offset, file.subarray(offset), { 'upload-checksum': `sha1 ${digest}` })
  expect(last.status).toBe(204)
  const version = last.headers.get('x-dataset-version') ?? ''
  expect(await getDatasetVersion(ctx, { id: version })).toMatchObject({
    uploadSha256: sha256,
    fileName: 'Größe.csv',
  })
  const again = await fetch(`${api.url}${path}/finish`, { method: 'POST', headers: headers() })
  expect(await again.json()).toMatchObject({
    upload: { dataset_version: version, bytes_received: file.length },
  })
})

test('answers 460 to bytes that arrived changed, 409 to a wrong offset, 412 to another version of tus', async () => {
  const { path } = await begin()
  const digest = createHash('sha1').update('others').digest('base64')
  expect((await patch(path, 0, file, { 'upload-checksum': `sha1 ${digest}` })).status).toBe(460)
  expect((await patch(path, 7, file.subarray(7))).status).toBe(409)
  expect((await patch(path, 0, file, { 'tus-resumable': '0.2.2' })).status).toBe(412)
  expect((await patch(path, 0, file, { 'content-type': 'text/csv' })).status).toBe(415)
  expect((await patch(path, 0, file, { 'upload-checksum': 'crc32 AAAA' })).status).toBe(400)
  expect((await head(path)).headers.get('upload-offset')).toBe('0')
})

test('says what it speaks, and refuses lengths that are none or too large', async () => {
  const { dataset } = await begin()
  const url = `${api.url}/v1/datasets/${dataset}/uploads`
  const options = await fetch(url, { method: 'OPTIONS' })
  expect(options.headers.get('tus-extension')).toBe('creation,checksum,expiration,termination')
  for (const [length, status] of [
    ['none', 400],
    ['-1', 400],
    ['0', 422],
    ['999999999999', 413],
  ] as const) {
    const answer = await fetch(url, { method: 'POST', headers: { ...headers(), 'upload-length': length } })
    expect(answer.status, length).toBe(status)
  }
})

test('nobody else reaches an upload: not signed out, not from another workspace', async () => {
  const { path } = await begin()
  const eve = await signUp(api, 'eve')
  const other = await platform.addWorkspace()
  await platform.services.dbs.sql.platform`
    insert into member (workspace_id, user_id, role) values (${other.workspaceId}, ${eve.userId}, 'owner')`
  const theirs = { cookie: eve.cookie, 'x-workspace-id': other.workspaceId }
  expect((await patch(path, 0, file, { cookie: '' })).status).toBe(401)
  expect((await patch(path, 0, file, theirs)).status).toBe(404)
  for (const method of ['GET', 'HEAD', 'DELETE'])
    expect(
      (await fetch(api.url + path, { method, headers: { ...headers(), ...theirs } })).status,
      method,
    ).toBe(404)
  const removed = await fetch(api.url + path, { method: 'DELETE', headers: headers() })
  expect(removed.status).toBe(204)
  expect((await head(path)).status).toBe(404)
})
