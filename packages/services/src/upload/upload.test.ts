import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { WorkspaceCtx } from '../core/index.ts'
import { archiveDataset, createDataset, getDatasetVersion, listDatasetVersions } from '../dataset/index.ts'
import { openMemoryStore, openTestServices, type TestServices } from '../testing/index.ts'
import {
  abandonUpload,
  appendToUpload,
  createUpload,
  finishUpload,
  finishUploadJob,
  getUpload,
  sweepUploads,
} from './index.ts'

const store = openMemoryStore()
let kit: TestServices
let owner: WorkspaceCtx
beforeAll(async () => {
  kit = await openTestServices(store)
  owner = await kit.addWorkspace()
})
afterAll(() => kit?.close())

const csv = Buffer.from('text,label\nhello,ham\nprize,spam\n')
const sha256 = createHash('sha256').update(csv).digest('hex')

const begin = async (ctx = owner, more: { sha256?: string; bytesTotal?: number } = {}) => {
  const dataset = await createDataset(ctx, { name: 'Mails' })
  const input = { datasetId: dataset.id, fileName: 'mails.csv', bytesTotal: csv.length, ...more }
  return { dataset, id: (await createUpload(ctx, input)).id }
}
const append = (id: string, offset: number, bytes: Uint8Array, ctx = owner) =>
  appendToUpload(ctx, { id, offset }, Readable.from([bytes]))

test('a file that arrives in two pieces becomes a queued version with the checksum of the whole', async () => {
  const { dataset, id } = await begin(owner, { sha256: sha256.toUpperCase() })
  expect(await append(id, 0, csv.subarray(0, 10))).toMatchObject({ bytesReceived: 10 })
  await expect(finishUpload(owner, { id })).rejects.toMatchObject({ code: 'conflict' })
  await append(id, 10, csv.subarray(10))
  const { datasetVersionId } = await finishUpload(owner, { id })
  expect(await getDatasetVersion(owner, { id: datasetVersionId })).toMatchObject({
    status: 'queued',
    datasetId: dataset.id,
    uploadSha256: sha256,
  })
  expect(await kit.queued('dataset.ingest')).toContainEqual({
    workspaceId: owner.workspaceId,
    datasetVersionId,
  })
  expect(store.keys().filter((key) => key.includes('/incoming/'))).toEqual([])
})

test('finishing makes one version, however many ask for it at once', async () => {
  const { dataset, id } = await begin()
  await append(id, 0, csv)
  const ends = await Promise.all([1, 2, 3, 4].map(() => finishUpload(owner, { id })))
  expect(new Set(ends.map(({ datasetVersionId }) => datasetVersionId)).size).toBe(1)
  expect(await listDatasetVersions(owner, { id: dataset.id })).toHaveLength(1)
  expect(store.keys().filter((key) => key.includes(id))).toHaveLength(1)
})

test('of a body that breaks off, what arrived is kept and the rest can follow', async () => {
  const { id } = await begin()
  const broken = Readable.from(
    (async function* () {
      yield csv.subarray(0, 12)
      throw new Error('the connection was lost')
    })(),
  )
  await expect(appendToUpload(owner, { id, offset: 0 }, broken)).rejects.toThrow('lost')
  expect(await getUpload(owner, { id })).toMatchObject({ bytesReceived: 12 })
  await append(id, 12, csv.subarray(12))
  const { datasetVersionId } = await finishUpload(owner, { id })
  expect(await getDatasetVersion(owner, { id: datasetVersionId })).toMatchObject({ uploadSha256: sha256 })
})

test('of two who write the same stretch at once, one goes on and the other is told where', async () => {
  const { id } = await begin()
  const ends = await Promise.allSettled([
    append(id, 0, csv.subarray(0, 20)),
    append(id, 0, csv.subarray(0, 20)),
  ])
  expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  for (const end of ends)
    if (end.status === 'rejected') expect(end.reason).toMatchObject({ code: 'conflict' })
  expect(store.keys().filter((key) => key.includes(`incoming/${id}`))).toHaveLength(1)
  expect(await getUpload(owner, { id })).toMatchObject({ bytesReceived: 20 })
})

describe('leaves nothing of a body', () => {
  test('that does not match its checksum', async () => {
    const { id } = await begin()
    const digest = createHash('sha256').update('another').digest('base64')
    const changed = appendToUpload(
      owner,
      { id, offset: 0, checksum: { algorithm: 'sha256', digest } },
      Readable.from([csv]),
    )
    await expect(changed).rejects.toMatchObject({ code: 'checksum_mismatch' })
    expect(await getUpload(owner, { id })).toMatchObject({ bytesReceived: 0 })
    expect(store.keys().filter((key) => key.includes(id))).toEqual([])
  })

  test('that is longer than the upload was begun with', async () => {
    const { id } = await begin()
    await expect(append(id, 0, randomBytes(csv.length + 1))).rejects.toMatchObject({
      code: 'upload_too_large',
    })
    expect(store.keys().filter((key) => key.includes(id))).toEqual([])
  })

  test('at an offset that is not the next', async () => {
    const { id } = await begin()
    await expect(append(id, 5, csv.subarray(5))).rejects.toMatchObject({
      code: 'conflict',
      param: 'upload-offset',
    })
    expect(store.keys().filter((key) => key.includes(id))).toEqual([])
  })
})

test('what is refused at the end is gone: a wrong checksum of the whole, an archived dataset', async () => {
  const wrong = await begin(owner, { sha256: 'a'.repeat(64) })
  const archived = await begin()
  for (const { id } of [wrong, archived]) await append(id, 0, csv)
  await archiveDataset(owner, { id: archived.dataset.id })
  await expect(finishUpload(owner, { id: wrong.id })).rejects.toMatchObject({ code: 'checksum_mismatch' })
  await expect(finishUpload(owner, { id: archived.id })).rejects.toMatchObject({ code: 'not_found' })
  for (const { id } of [wrong, archived]) {
    await expect(getUpload(owner, { id })).rejects.toMatchObject({ code: 'not_found' })
    expect(store.keys().filter((key) => key.includes(id))).toEqual([])
  }
})

test('a worker finishes what died between its last byte and its version, and repeats nothing', async () => {
  const { dataset, id } = await begin()
  await append(id, 0, csv)
  const job = { workspaceId: owner.workspaceId, uploadId: id }
  expect(await kit.queued('upload.finish')).toContainEqual(job)
  await finishUploadJob(kit.services, job)
  await finishUploadJob(kit.services, job)
  expect(await listDatasetVersions(owner, { id: dataset.id })).toHaveLength(1)
})

test('an upload is taken back by its sender, or swept away a day after its last bytes', async () => {
  const [cancelled, forgotten, alive] = [await begin(), await begin(), await begin()]
  for (const { id } of [cancelled, forgotten]) await append(id, 0, csv.subarray(0, 10))
  await abandonUpload(owner, { id: cancelled.id })
  await expect(append(cancelled.id, 10, csv.subarray(10))).rejects.toMatchObject({ code: 'not_found' })
  kit.passTime(23 * 3_600_000)
  await append(alive.id, 0, csv.subarray(0, 10))
  kit.passTime(2 * 3_600_000)
  await expect(append(forgotten.id, 10, csv.subarray(10))).rejects.toMatchObject({ code: 'not_found' })
  expect(await sweepUploads(kit.services)).toBeGreaterThan(0)
  for (const { id } of [cancelled, forgotten])
    expect(store.keys().filter((key) => key.includes(id))).toEqual([])
  expect(await getUpload(owner, { id: alive.id })).toMatchObject({ bytesReceived: 10 })
})

test('another workspace’s upload looks like one that does not exist', async () => {
  const { id } = await begin()
  const stranger = await kit.addWorkspace()
  for (const attempt of [
    () => getUpload(stranger, { id }),
    () => append(id, 0, csv, stranger),
    () => finishUpload(stranger, { id }),
    () => abandonUpload(stranger, { id }),
  ])
    await expect(attempt()).rejects.toMatchObject({ code: 'not_found' })
  expect(await getUpload(owner, { id })).toMatchObject({ bytesReceived: 0 })
})

test('an upload for which the plan has no storage left is refused before a byte of it is sent', async () => {
  const ctx = await kit.addWorkspace()
  const mb = 1024 ** 2
  await begin(ctx, { bytesTotal: 1_500 * mb })
  await expect(begin(ctx, { bytesTotal: 600 * mb })).rejects.toMatchObject({
    code: 'plan_limit',
    param: 'storageMb',
  })
  const { id } = await begin(ctx, { bytesTotal: 500 * mb })
  await expect(begin(ctx, { bytesTotal: 100 * mb })).rejects.toMatchObject({ code: 'plan_limit' })
  await abandonUpload(ctx, { id })
  await begin(ctx, { bytesTotal: 500 * mb })
})

test('of fifty uploads at once as many begin as the storage holds, and no more', async () => {
  const ctx = await kit.addWorkspace()
  const { id: datasetId } = await createDataset(ctx, { name: 'Mails' })
  const bytesTotal = 90 * 1024 ** 2
  const begun = await Promise.allSettled(
    Array.from({ length: 50 }, () => createUpload(ctx, { datasetId, fileName: 'mails.csv', bytesTotal })),
  )
  const { upload } = tables
  const counted = await kit.services.dbs.platform.$count(upload, eq(upload.workspaceId, ctx.workspaceId))
  expect(counted).toBe(22)
  expect(begun.filter(({ status }) => status === 'fulfilled')).toHaveLength(counted)
  for (const one of begun)
    if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'plan_limit' })
})
