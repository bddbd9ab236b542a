import type { WorkspaceCtx } from '@assay/services/core'
import {
  editDataset,
  getDatasetVersion,
  getFindings,
  listDatasetVersions,
  listRows,
  mendDataset,
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

const job = (datasetVersionId: string) => ({ workspaceId: owner.workspaceId, datasetVersionId })

/** Distinct mails; of the last two, one is a copy in capitals and one has the other's label. */
const mails = () => {
  const rows = supportMails(160).trim().split('\n')
  const [, first = '', second = ''] = rows
  return [
    ...rows,
    first.toUpperCase().replace('SHIPPING', 'shipping'),
    second.replace('billing', 'shipping').replace('number 1,', 'number 1!,'),
  ].join('\n')
}

test('a version that is ready is looked through once, and what was found can be mended with one call', async () => {
  const id = await uploadFile(owner, mails())
  await worker.ingest(job(id), { lastAttempt: false })
  expect(await worker.queued('dataset.examine')).toEqual([job(id)])
  expect(await getFindings(owner, { id })).toBeNull()

  await worker.examine(job(id), { lastAttempt: false })
  const before = await getFindings(owner, { id })
  const codes = before?.findings.map(({ code }) => code) ?? []
  expect(codes).toContain('contradictory_labels')
  expect(before?.findings.every(({ fix }) => fix === null || Object.keys(fix).join() === 'title')).toBe(true)
  expect((await getDatasetVersion(owner, { id })).findings).toBe(codes.length)
  await worker.examine(job(id), { lastAttempt: false })
  expect(await getFindings(owner, { id })).toEqual(before)

  const next = await mendDataset(owner, { versionId: id, codes: ['contradictory_labels'] })
  expect(next.number).toBe(2)
  await worker.ingest(job(next.id), { lastAttempt: false })
  const mended = await getDatasetVersion(owner, { id: next.id })
  expect(mended).toMatchObject({
    status: 'ready',
    parentId: id,
    report: null,
    edited: expect.stringContaining('dropped'),
  })
  expect(mended.rows).toBeLessThan(162)
  await worker.examine(job(next.id), { lastAttempt: false })
  const after = await getFindings(owner, { id: next.id })
  expect(after?.findings.map(({ code }) => code)).not.toContain('contradictory_labels')
  expect((await getDatasetVersion(owner, { id })).rows).toBe(162)
})

test('rows that were mislabelled are found by what the others say', async () => {
  const rows = supportMails(200).trim().split('\n')
  const wrong = [21, 60, 111]
  for (const line of wrong)
    rows[line] =
      rows[line]?.replace(/,(\w+)$/, (_, label) => (label === 'billing' ? ',shipping' : ',billing')) ?? ''
  const id = await uploadFile(owner, rows.join('\n'))
  await worker.ingest(job(id), { lastAttempt: false })
  await worker.examine(job(id), { lastAttempt: false })
  const finding = (await getFindings(owner, { id }))?.findings.find(({ code }) => code === 'label_errors')
  expect(finding?.count).toBe(3)
  expect(finding?.examples.map((example) => example.rows[0]).sort()).toEqual(
    wrong.map((line) => line - 1).sort(),
  )

  const next = await mendDataset(owner, { versionId: id, codes: ['label_errors'] })
  await worker.ingest(job(next.id), { lastAttempt: false })
  const { rows: first } = await listRows(owner, { versionId: next.id, limit: 100 })
  const clean = supportMails(200).trim().split('\n')
  expect(first[20]?.label).toBe(clean[21]?.split(',').at(-1))
})

test('rows can be edited by hand, again and again, and each version says what was done to it', async () => {
  const id = await uploadFile(owner, supportMails(80))
  await worker.ingest(job(id), { lastAttempt: false })
  const second = await editDataset(owner, {
    versionId: id,
    edits: [
      { type: 'drop_rows', rows: [0, 1] },
      { type: 'rename_label', from: 'billing', to: 'money' },
    ],
  })
  await worker.ingest(job(second.id), { lastAttempt: false })
  const third = await editDataset(owner, {
    versionId: second.id,
    edits: [{ type: 'relabel', changes: [{ row: 0, label: 'money' }] }],
  })
  await worker.ingest(job(third.id), { lastAttempt: false })
  const { datasetId } = await getDatasetVersion(owner, { id })
  const versions = await listDatasetVersions(owner, { id: datasetId })
  expect(versions.map(({ number, rows, edited }) => [number, rows, edited])).toEqual([
    [3, 78, '1 row relabelled'],
    [2, 78, '2 rows dropped, "billing" renamed "money"'],
    [1, 80, null],
  ])
})

test('an edit of what is not there is refused at once, by name, and makes no version', async () => {
  const id = await uploadFile(owner, supportMails(40))
  await worker.ingest(job(id), { lastAttempt: false })
  await expect(
    editDataset(owner, { versionId: id, edits: [{ type: 'drop_label', label: 'sports' }] }),
  ).rejects.toMatchObject({ code: 'dataset_unusable', message: 'No row has the label "sports".' })
  await expect(mendDataset(owner, { versionId: id, codes: ['leakage'] })).rejects.toMatchObject({
    code: 'conflict',
  })
  const { datasetId } = await getDatasetVersion(owner, { id })
  expect(await listDatasetVersions(owner, { id: datasetId })).toHaveLength(1)
})

test('an edit that leaves nothing to learn from fails by name, and the version it was made on stays', async () => {
  const id = await uploadFile(owner, supportMails(40))
  await worker.ingest(job(id), { lastAttempt: false })
  const { rows } = await listRows(owner, { versionId: id, filter: { split: 'test' }, limit: 100 })
  const next = await editDataset(owner, {
    versionId: id,
    edits: [{ type: 'drop_rows', rows: rows.map(({ row }) => row) }],
  })
  await worker.ingest(job(next.id), { lastAttempt: false })
  const failed = await getDatasetVersion(owner, { id: next.id })
  expect(failed.status).toBe('failed')
  expect(failed.error?.message).toContain('No row would be left in the test split')
})

test('a version that cannot be looked through is tried again, and says so after the last attempt', async () => {
  const id = await uploadFile(owner, supportMails(40))
  await worker.ingest(job(id), { lastAttempt: false })
  await worker.services.store.remove(`${owner.workspaceId}/datasets`)
  await expect(worker.examine(job(id), { lastAttempt: false })).rejects.toThrow()
  expect(await getFindings(owner, { id })).toBeNull()
  await expect(worker.examine(job(id), { lastAttempt: true })).rejects.toThrow()
  expect(await getFindings(owner, { id })).toMatchObject({ failed: true, findings: [] })
})
