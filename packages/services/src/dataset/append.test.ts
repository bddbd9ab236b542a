import { Readable } from 'node:stream'
import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WorkspaceCtx } from '../core/index.ts'
import { openMemoryStore, openTestServices, type TestServices, textProfile } from '../testing/index.ts'
import { appendToUpload, createUpload, finishUpload } from '../upload/index.ts'
import {
  claimIngest,
  completeIngest,
  createDataset,
  failIngest,
  getDatasetVersion,
  type IngestClaim,
  listDatasetVersions,
  readAgain,
  receiveUpload,
} from './index.ts'

const store = openMemoryStore()
let kit: TestServices
let owner: WorkspaceCtx
beforeAll(async () => {
  kit = await openTestServices(store)
  owner = await kit.addWorkspace()
})
afterAll(() => kit?.close())

const csv = Buffer.from('text,label\nhello,a\n')
const send = (datasetId: string, options: object = {}, fileName = 'mails.csv') =>
  receiveUpload(owner, { datasetId, fileName, options }, Readable.from([csv]))
const tryToClaim = (datasetVersionId: string) =>
  claimIngest(kit.services, { workspaceId: owner.workspaceId, datasetVersionId })
const claim = async (id: string): Promise<IngestClaim> => {
  const claimed = await tryToClaim(id)
  if (!claimed) throw new Error('nothing to claim')
  return claimed
}
const finish = (claimed: IngestClaim, profile = textProfile) =>
  completeIngest(kit.services, claimed, {
    profile,
    report: null,
    parquetKey: claimed.parquetKey,
    parquetBytes: 1,
    contentSha256: 'a'.repeat(64),
  })
const begin = async (options: object = {}, profile = textProfile) => {
  const { id: datasetId } = await createDataset(owner, { name: 'Mails' })
  const first = await send(datasetId, options)
  const claimed = await claim(first.id)
  await finish(claimed, profile)
  return { datasetId, first: first.id, parquetKey: claimed.parquetKey }
}

test('a file is added to the newest version that is ready, which stays its parent in every attempt', async () => {
  const { datasetId, first, parquetKey } = await begin()
  const next = await send(datasetId, { append: true })
  for (const _attempt of [1, 2])
    expect((await claim(next.id)).source).toMatchObject({
      type: 'upload',
      appendTo: { parquetKey, profile: textProfile },
    })
  expect(await getDatasetVersion(owner, { id: next.id })).toMatchObject({ parentId: first, edited: null })
})

test('of two files that are added at once the later waits for the rows of the earlier, and goes on without it where that fails', async () => {
  for (const ends of ['ready', 'failed'] as const) {
    const { datasetId, first } = await begin()
    const [one, two] = [await send(datasetId, { append: true }), await send(datasetId, { append: true })]
    expect(await tryToClaim(two.id)).toBeNull()
    const claimed = await claim(one.id)
    expect(await tryToClaim(two.id)).toBeNull()
    expect((await getDatasetVersion(owner, { id: two.id })).status).toBe('queued')
    expect(await kit.queued('dataset.ingest')).toContainEqual({
      workspaceId: owner.workspaceId,
      datasetVersionId: two.id,
    })
    if (ends === 'ready') await finish(claimed)
    else await failIngest(kit.services, claimed, { code: 'dataset_unusable', message: 'No.' })
    await claim(two.id)
    const { parentId } = await getDatasetVersion(owner, { id: two.id })
    expect(parentId).toBe(ends === 'ready' ? one.id : first)
  }
})

test('what an earlier upload asked for of personal data holds for a file that is added to it', async () => {
  const columns = { customer: { privacy: 'drop' as const } }
  const { datasetId } = await begin({ personalData: 'redact', columns })
  const next = await send(datasetId, { append: true, columns: { phone: { privacy: 'hash' } } })
  expect((await claim(next.id)).source).toMatchObject({
    options: {
      append: true,
      personalData: 'redact',
      columns: { ...columns, phone: { privacy: 'hash' } },
    },
  })
})

test('what can not be added to is refused before a byte of the file is stored, whichever way it is sent', async () => {
  const { id: empty } = await createDataset(owner, { name: 'Empty' })
  const image = {
    width: 8,
    height: 8,
    channels: 3 as const,
    originals: { smallest: '8 × 8', largest: '8 × 8', sizes: 1 },
  }
  const { datasetId: pictures } = await begin({}, { ...textProfile, kind: 'image', image })
  const before = store.keys()
  for (const [datasetId, message] of [
    [empty, 'No version of this dataset is ready'],
    [pictures, 'holds pictures'],
  ] as const) {
    const input = { datasetId, fileName: 'a.csv', options: { append: true } }
    await expect(send(datasetId, { append: true })).rejects.toThrow(message)
    await expect(createUpload(owner, { ...input, bytesTotal: 9 })).rejects.toThrow(message)
  }
  const { datasetId } = await begin()
  await expect(send(datasetId, { append: true, unlabelled: true })).rejects.toMatchObject({ param: 'append' })
  expect(store.keys().filter((key) => !before.includes(key) && key.includes('/uploads/'))).toHaveLength(1)
  expect(await listDatasetVersions(owner, { id: empty })).toEqual([])
})

test('a file that arrives in pieces is added as one that arrives whole, and can not be read anew by itself', async () => {
  const { datasetId, first } = await begin()
  const upload = { datasetId, fileName: 'more.csv', options: { append: true }, bytesTotal: csv.length }
  const { id } = await createUpload(owner, upload)
  await appendToUpload(owner, { id, offset: 0 }, Readable.from([csv]))
  const { datasetVersionId } = await finishUpload(owner, { id })
  const claimed = await claim(datasetVersionId)
  expect(claimed.source).toMatchObject({ appendTo: { profile: textProfile } })
  await finish(claimed)
  expect((await getDatasetVersion(owner, { id: datasetVersionId })).parentId).toBe(first)
  const again = readAgain(owner, { versionId: datasetVersionId, labelColumn: 'label' })
  await expect(again).rejects.toThrow('added to an earlier version')
})

test('a file of refused rows counts in the storage of the plan until its upload is dropped', async () => {
  const ctx = await kit.addWorkspace()
  const { id: datasetId } = await createDataset(ctx, { name: 'Mails' })
  const received = await receiveUpload(ctx, { datasetId, fileName: 'a.csv' }, Readable.from([csv]))
  const { datasetVersion } = tables
  const set = (change: object) =>
    kit.services.dbs.platform.update(datasetVersion).set(change).where(eq(datasetVersion.id, received.id))
  await set({ status: 'ready', report: { refusedBytes: 3 * 1024 ** 3 } })
  const begins = () => createUpload(ctx, { datasetId, fileName: 'b.csv', bytesTotal: 10 })
  await expect(begins()).rejects.toMatchObject({ code: 'plan_limit', param: 'storageMb' })
  await set({ uploadDroppedAt: new Date() })
  await begins()
})
