import { readdir, readFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { WorkspaceCtx } from '@assay/services/core'
import {
  chooseColumns,
  claimIngest,
  getDatasetVersion,
  listRows,
  receiveUpload,
} from '@assay/services/dataset'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorker, supportMails, type TestWorker, uploadFile } from '../testing/fixture.ts'

let worker: TestWorker
let owner: WorkspaceCtx
beforeAll(async () => {
  worker = await openWorker()
  owner = await worker.addWorkspace()
})
afterAll(() => worker?.close())

const ingest = (datasetVersionId: string, lastAttempt = false) =>
  worker.ingest({ workspaceId: owner.workspaceId, datasetVersionId }, { lastAttempt })

test('a real CSV becomes a ready version through the real child, and its rows can be paged', async () => {
  const id = await uploadFile(owner, supportMails(60))
  await ingest(id)
  const version = await getDatasetVersion(owner, { id })
  expect(version).toMatchObject({
    status: 'ready',
    rows: 60,
    profile: { kind: 'text', labelColumn: 'label', textColumn: 'text' },
    report: { rowsRead: 60, rowsKept: 60, rowsRefused: 0 },
  })
  const page = await listRows(owner, { versionId: id, filter: { labels: ['billing'] }, limit: 2 })
  expect(page.total).toBe(30)
  expect(page.rows.map(({ label }) => label)).toEqual(['billing', 'billing'])
  expect(await readdir(worker.scratchFolder)).toEqual([])
})

test('refused rows are stored whole beside the version, and what an append adds is its file’s own', async () => {
  const id = await uploadFile(owner, `${supportMails(60)}too,many,cells\n`)
  await ingest(id)
  const first = await getDatasetVersion(owner, { id })
  const folder = `${worker.folder}/objects/${owner.workspaceId}/datasets`
  const refused = await readFile(`${folder}/${id}-1.refused.csv`)
  expect(refused.toString()).toContain('too,many,62,')
  expect(first.report).toMatchObject({ rowsRefused: 1, refusedKept: true, refusedBytes: refused.length })

  const more =
    'label,text\nbilling,One more about the invoice\nreturns,Where do I send it\ntoo,many,cells\n,Nobody has labelled this\n'
  const known = supportMails(2).trim().split('\n').at(-1)?.split(',').reverse().join(',')
  const { id: next } = await receiveUpload(
    owner,
    { datasetId: first.datasetId, fileName: 'more.csv', options: { append: true } },
    Readable.from([Buffer.from(`${more}${known}\n`)]),
  )
  await ingest(next)
  const version = await getDatasetVersion(owner, { id: next })
  expect(version).toMatchObject({
    status: 'ready',
    rows: 62,
    parentId: id,
    report: {
      rowsRead: 5,
      rowsKept: 2,
      rowsRefused: 1,
      unlabelled: 1,
      appended: { rowsBefore: 60, known: 1 },
    },
  })
  expect(version.profile?.classes.map(({ label }) => label).sort()).toEqual([
    'billing',
    'returns',
    'shipping',
  ])
  expect(await readdir(folder)).toContain(`${next}-1.refused.csv`)
  const [before, after] = [id, next].map((versionId) => listRows(owner, { versionId, limit: 60 }))
  expect((await after)?.rows).toEqual((await before)?.rows)
})

test('run twice it changes nothing', async () => {
  const id = await uploadFile(owner, supportMails(20))
  await ingest(id)
  const before = await getDatasetVersion(owner, { id })
  await ingest(id)
  expect(await getDatasetVersion(owner, { id })).toEqual(before)
})

test('a file that can not be used ends as failed, by name, without another try', async () => {
  const id = await uploadFile(owner, 'text,label\nonly,one\nclass,one\nhere,one\n')
  await ingest(id)
  const version = await getDatasetVersion(owner, { id })
  expect(version.status).toBe('failed')
  expect(version.error?.message.length).toBeGreaterThan(10)
})

test('a doubtful label is asked for, and the answer is taken', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => `${i * 3},${i % 2},${i % 3},${(i * 7) % 11}`)
  const id = await uploadFile(owner, ['size,a,b,c', ...rows].join('\n'))
  await ingest(id)
  expect(await getDatasetVersion(owner, { id })).toMatchObject({ status: 'needs_label' })
  await chooseColumns(owner, { versionId: id, labelColumn: 'a' })
  await ingest(id)
  expect(await getDatasetVersion(owner, { id })).toMatchObject({
    status: 'ready',
    profile: { kind: 'table', labelColumn: 'a' },
  })
})

test('an attempt that was overtaken publishes nothing and leaves no file', async () => {
  const id = await uploadFile(owner, supportMails(20))
  const running = ingest(id)
  await expect.poll(async () => (await getDatasetVersion(owner, { id })).status).toBe('ingesting')
  await claimIngest(worker.services, { workspaceId: owner.workspaceId, datasetVersionId: id })
  await running
  expect(await getDatasetVersion(owner, { id })).toMatchObject({ status: 'ingesting', rows: null })
  const stored = await readdir(`${worker.folder}/objects/${owner.workspaceId}/datasets`)
  expect(stored.filter((name) => name.startsWith(id))).toEqual([])
})

test('a lost upload is tried again, and told to the person after the last attempt', async () => {
  const id = await uploadFile(owner, supportMails(20))
  await worker.services.store.remove(`${owner.workspaceId}/uploads/${id}`)
  await expect(ingest(id)).rejects.toThrow()
  expect(await getDatasetVersion(owner, { id })).toMatchObject({ status: 'ingesting' })
  await expect(ingest(id, true)).rejects.toThrow()
  expect(await getDatasetVersion(owner, { id })).toMatchObject({
    status: 'failed',
    error: { code: 'ingest_failed' },
  })
})
