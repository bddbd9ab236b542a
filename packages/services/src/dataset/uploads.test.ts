import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { WorkspaceCtx } from '../core/index.ts'
import { openMemoryStore, openTestServices, type TestServices } from '../testing/index.ts'
import {
  archiveDataset,
  createDataset,
  getDatasetVersion,
  listDatasets,
  listDatasetVersions,
  receiveUpload,
} from './index.ts'
import { safeFileName } from './receive-upload.ts'

const store = openMemoryStore()
let kit: TestServices
let owner: WorkspaceCtx
beforeAll(async () => {
  kit = await openTestServices(store)
  owner = await kit.addWorkspace()
})
afterAll(() => kit?.close())

const csv = 'text,label\nhello,ham\nprize,spam\n'
const sha256 = createHash('sha256').update(csv).digest('hex')
const upload = (datasetId: string, input: { sha256?: string; fileName?: string } = {}, body = csv) =>
  receiveUpload(owner, { fileName: 'mails.csv', datasetId, ...input }, Readable.from([Buffer.from(body)]))

const queued = async (): Promise<number> => {
  const [row] = await kit.services.dbs.sql.platform<{ waiting: number }[]>`
    select coalesce(sum(waiting), 0)::int as waiting from queue_state() where name = 'dataset.ingest'`
  return row?.waiting ?? 0
}

test('an upload becomes a queued version with its checksum, and its job is queued with it', async () => {
  const before = await queued()
  const { id } = await createDataset(owner, { name: 'Mails' })
  const received = await upload(id, { sha256: sha256.toUpperCase() })
  expect(received).toMatchObject({ number: 1, status: 'queued', bytes: csv.length, sha256 })
  expect(await getDatasetVersion(owner, { id: received.id })).toMatchObject({
    status: 'queued',
    fileName: 'mails.csv',
    uploadSha256: sha256,
  })
  expect(await queued()).toBe(before + 1)
})

describe('a refused upload leaves no version, no object and no job', () => {
  const refusals: [string, { sha256?: string; fileName?: string }, string, string][] = [
    ['whose bytes do not match their checksum', { sha256: 'a'.repeat(64) }, csv, 'checksum_mismatch'],
    ['that is empty', {}, '', 'dataset_unusable'],
    ['of a type that can not be read', { fileName: 'mails.exe' }, csv, 'unsupported_media_type'],
  ]
  test.each(refusals)('%s', async (_title, input, body, code) => {
    const { id } = await createDataset(owner, { name: 'Mails' })
    const before = { objects: store.keys(), jobs: await queued() }
    await expect(upload(id, input, body)).rejects.toMatchObject({ code })
    expect(await listDatasetVersions(owner, { id })).toEqual([])
    expect({ objects: store.keys(), jobs: await queued() }).toEqual(before)
  })

  test('that breaks off halfway', async () => {
    const { id } = await createDataset(owner, { name: 'Mails' })
    const before = store.keys()
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from(csv)
        throw new Error('the connection was lost')
      })(),
    )
    await expect(receiveUpload(owner, { datasetId: id, fileName: 'mails.csv' }, broken)).rejects.toThrow(
      'lost',
    )
    expect(store.keys()).toEqual(before)
    expect(await listDatasetVersions(owner, { id })).toEqual([])
  })

  test('into a dataset that was archived while the bytes arrived', async () => {
    const { id } = await createDataset(owner, { name: 'Mails' })
    const before = store.keys()
    const slow = Readable.from(
      (async function* () {
        yield Buffer.from(csv)
        await archiveDataset(owner, { id })
      })(),
    )
    await expect(receiveUpload(owner, { datasetId: id, fileName: 'mails.csv' }, slow)).rejects.toMatchObject({
      code: 'not_found',
    })
    expect(store.keys()).toEqual(before)
  })

  test('into a dataset of another workspace, before a byte is read', async () => {
    const stranger = await kit.addWorkspace()
    const { id } = await createDataset(stranger, { name: 'Theirs' })
    const before = store.keys()
    let read = false
    const body = new Readable({
      read() {
        read = true
        this.push(null)
      },
    })
    await expect(receiveUpload(owner, { datasetId: id, fileName: 'mails.csv' }, body)).rejects.toMatchObject({
      code: 'not_found',
    })
    expect(read).toBe(false)
    expect(store.keys()).toEqual(before)
  })
})

test('versions are numbered without gaps or clashes under uploads at once', async () => {
  const { id } = await createDataset(owner, { name: 'Mails' })
  const received = await Promise.all(Array.from({ length: 12 }, () => upload(id)))
  const expected = Array.from({ length: 12 }, (_, i) => i + 1)
  expect(received.map(({ number }) => number).sort((a, b) => a - b)).toEqual(expected)
  const listed = await listDatasetVersions(owner, { id })
  expect(listed.map(({ number }) => number)).toEqual(expected.toReversed())
})

test.each([
  ['mails.csv', 'mails.csv'],
  ['Größe (2) – draft.csv', 'upload.csv'],
  ['Größe (2).csv', 'Größe (2).csv'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\mails\\spam.csv', 'spam.csv'],
  ['a"\r\nX: y.csv', 'upload.csv'],
  ['<script>.csv', 'upload.csv'],
  ['a\0.csv', 'upload.csv'],
  ['..', 'upload.csv'],
  ['', 'upload.csv'],
  [`${'a'.repeat(300)}.csv`, 'a'.repeat(200)],
])('the file name %j is kept as %j', (given, kept) => {
  expect(safeFileName(given)).toBe(kept)
})

test('a search takes its signs literally: % and _ find themselves', async () => {
  const { id } = await createDataset(owner, { name: '100% of_mails' })
  for (const search of ['100%', 'of_m', 'MAILS']) {
    const { items } = await listDatasets(owner, { search })
    expect(items.map((dataset) => dataset.id)).toContain(id)
  }
  expect((await listDatasets(owner, { search: 'ofXm' })).items).toEqual([])
  expect((await listDatasets(owner, { search: '1%f' })).items).toEqual([])
})
