import { Readable } from 'node:stream'
import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WorkspaceCtx } from '../core/index.ts'
import { openMemoryStore, openTestServices, type TestServices, textProfile } from '../testing/index.ts'
import {
  claimIngest,
  completeIngest,
  createDataset,
  dropUpload,
  exportDatasetVersion,
  getDatasetVersion,
  readAgain,
  receiveUpload,
  removeDroppedUpload,
} from './index.ts'

const store = openMemoryStore()
let kit: TestServices
let owner: WorkspaceCtx
beforeAll(async () => {
  kit = await openTestServices(store)
  owner = await kit.addWorkspace()
})
afterAll(() => kit?.close())

const add = async (options: { dropUpload?: boolean } = {}): Promise<string> => {
  const { id: datasetId } = await createDataset(owner, { name: 'Mails' })
  const body = Readable.from([Buffer.from('text,label\nhello,a\n')])
  return (await receiveUpload(owner, { datasetId, fileName: 'mails.csv', options }, body)).id
}
const claim = async (datasetVersionId: string) => {
  const claimed = await claimIngest(kit.services, { workspaceId: owner.workspaceId, datasetVersionId })
  if (!claimed) throw new Error('nothing to claim')
  return claimed
}
const complete = async (claimed: Awaited<ReturnType<typeof claim>>): Promise<boolean> => {
  await store.put(claimed.parquetKey, Buffer.from('rows'))
  return completeIngest(kit.services, claimed, {
    profile: textProfile,
    report: null,
    parquetKey: claimed.parquetKey,
    parquetBytes: 4,
    contentSha256: 'c'.repeat(64),
  })
}
const read = async (id: string) => complete(await claim(id))
const uploadOf = (id: string) => `${owner.workspaceId}/uploads/${id}`
const droppedAt = async (id: string) => (await getDatasetVersion(owner, { id })).uploadDroppedAt
const again = (versionId: string) => readAgain(owner, { versionId, labelColumn: 'label' })

test('a dropped upload is gone from the store, and its version can be exported but never read again', async () => {
  const id = await add()
  await read(id)
  await dropUpload(owner, { versionId: id })
  expect(store.keys()).not.toContain(uploadOf(id))
  expect(await getDatasetVersion(owner, { id })).toMatchObject({
    status: 'ready',
    uploadDroppedAt: expect.any(Date),
    parquetBytes: 4,
  })
  await expect(again(id)).rejects.toThrow('was deleted on')
  await expect(exportDatasetVersion(owner, { id, format: 'upload' })).rejects.toThrow('was deleted on')
  const audit = await kit.services.dbs.platform
    .select()
    .from(tables.auditEvent)
    .where(eq(tables.auditEvent.subjectId, id))
  expect(audit.map(({ action }) => action)).toContain('dataset.upload_dropped')
})

test('a process that dies after saying so leaves a job that takes the file away', async () => {
  const id = await add()
  await read(id)
  const key = uploadOf(id)
  const content = await store.get(key)
  await dropUpload(owner, { versionId: id })
  await store.put(key, content)
  const job = { workspaceId: owner.workspaceId, datasetVersionId: id }
  expect(await kit.queued('dataset.drop_upload')).toContainEqual(job)
  await removeDroppedUpload(kit.services, job)
  await removeDroppedUpload(kit.services, job)
  expect(store.keys()).not.toContain(key)
})

test('an upload that was to be dropped after it was read is, and one that was not stays', async () => {
  const [dropped, kept] = [await add({ dropUpload: true }), await add()]
  await read(dropped)
  await read(kept)
  expect(await droppedAt(dropped)).toBeInstanceOf(Date)
  expect(await droppedAt(kept)).toBeNull()
  await removeDroppedUpload(kit.services, { workspaceId: owner.workspaceId, datasetVersionId: kept })
  expect(store.keys()).toContain(uploadOf(kept))
})

test('what was refused of an upload goes with it, for every version that was read from it', async () => {
  const id = await add()
  const first = await claim(id)
  await store.put(first.refusedKey, Buffer.from('refused'))
  await complete(first)
  const other = await claim((await again(id)).id)
  await store.put(other.refusedKey, Buffer.from('refused'))
  await complete(other)
  await dropUpload(owner, { versionId: id })
  await removeDroppedUpload(kit.services, { workspaceId: owner.workspaceId, datasetVersionId: id })
  expect(store.keys()).toEqual(expect.arrayContaining([first.parquetKey, other.parquetKey]))
  expect(store.keys().filter((key) => [first.refusedKey, other.refusedKey].includes(key))).toEqual([])
})

test('an attempt that was overtaken drops nothing', async () => {
  const id = await add({ dropUpload: true })
  const late = await claim(id)
  await claim(id)
  expect(await complete(late)).toBe(false)
  expect(await droppedAt(id)).toBeNull()
})

test('while another version is read from the same file it stays, and then it goes for both', async () => {
  const id = await add()
  await read(id)
  const other = await again(id)
  await expect(dropUpload(owner, { versionId: id })).rejects.toThrow('is queued')
  await read(other.id)
  await dropUpload(owner, { versionId: other.id })
  await dropUpload(owner, { versionId: id })
  expect(await droppedAt(id)).toEqual(await droppedAt(other.id))
})

test('a member who is no admin can not delete it', async () => {
  const id = await add()
  await read(id)
  const member = await kit.addMember(owner.workspaceId, 'member')
  await expect(dropUpload(member, { versionId: id })).rejects.toThrow('admin')
})
