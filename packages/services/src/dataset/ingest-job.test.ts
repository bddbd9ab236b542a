import type { IngestReport } from '@assay/datasets/schema'
import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WorkspaceCtx } from '../core/index.ts'
import {
  addDatasetVersion,
  openMemoryStore,
  openTestServices,
  type TestServices,
  textProfile,
} from '../testing/index.ts'
import {
  askForColumns,
  chooseColumns,
  claimIngest,
  completeIngest,
  failIngest,
  getDatasetVersion,
  type IngestClaim,
  readAgain,
  reportIngestProgress,
} from './index.ts'

const store = openMemoryStore()
let kit: TestServices
let owner: WorkspaceCtx
beforeAll(async () => {
  kit = await openTestServices(store)
  owner = await kit.addWorkspace()
})
afterAll(() => kit?.close())

const report: IngestReport = {
  format: 'csv',
  encoding: 'utf-8',
  delimiter: ',',
  bytes: 1,
  rowsRead: 10,
  rowsKept: 10,
  duplicatesDropped: 0,
  rowsRefused: 0,
  repairs: [],
  refused: [],
  warnings: [],
  seconds: 1,
}
const addQueued = async (): Promise<string> => (await addDatasetVersion(owner, 'queued')).datasetVersionId
const claim = async (datasetVersionId: string): Promise<IngestClaim> => {
  const claimed = await claimIngest(kit.services, { workspaceId: owner.workspaceId, datasetVersionId })
  if (!claimed) throw new Error('nothing to claim')
  return claimed
}
const finish = (claimed: IngestClaim, rows = 10) =>
  completeIngest(kit.services, claimed, {
    profile: { ...textProfile, rows },
    report,
    parquetKey: claimed.parquetKey,
    parquetBytes: 1,
    contentSha256: 'b'.repeat(64),
  })

test('a finished version is ready, and there is nothing left to claim', async () => {
  const id = await addQueued()
  expect(await finish(await claim(id))).toBe(true)
  expect(await getDatasetVersion(owner, { id })).toMatchObject({ status: 'ready', rows: 10, progress: null })
  expect(await claimIngest(kit.services, { workspaceId: owner.workspaceId, datasetVersionId: id })).toBeNull()
})

test('each claim fences the one before it: its progress, question, failure and finish change nothing', async () => {
  const id = await addQueued()
  const late = await claim(id)
  const current = await claim(id)
  expect([late.attempt, current.attempt]).toEqual([1, 2])
  expect(late.parquetKey).not.toBe(current.parquetKey)
  const progress = { stage: 'reading' as const, bytesRead: 1, bytesTotal: 2, rowsRead: 1 }
  expect(await reportIngestProgress(kit.services, late, progress)).toBe(false)
  expect(
    await askForColumns(kit.services, late, { reason: '?', columns: [], labelCandidates: [], preview: [] }),
  ).toBe(false)
  expect(await failIngest(kit.services, late, { code: 'ingest_failed', message: 'late' })).toBe(false)
  expect(await finish(late, 3)).toBe(false)
  expect(await getDatasetVersion(owner, { id })).toMatchObject({
    status: 'ingesting',
    error: null,
    rows: null,
  })
  expect(await finish(current)).toBe(true)
  expect(await finish(late, 3)).toBe(false)
  const [row] = await kit.services.dbs.platform
    .select()
    .from(tables.datasetVersion)
    .where(eq(tables.datasetVersion.id, id))
  expect(row).toMatchObject({ status: 'ready', rows: 10, parquetKey: current.parquetKey })
})

test('more rows than the plan holds fail the version by name and leave no Parquet file', async () => {
  const id = await addQueued()
  const claimed = await claim(id)
  await store.put(claimed.parquetKey, Buffer.from('rows'))
  await finish(claimed, 50_001)
  expect(await getDatasetVersion(owner, { id })).toMatchObject({
    status: 'failed',
    error: { code: 'plan_limit' },
  })
  expect(store.keys()).not.toContain(claimed.parquetKey)
})

test('a question is answered once, and queues the version again with the chosen columns', async () => {
  const id = await addQueued()
  await askForColumns(kit.services, await claim(id), {
    reason: 'Two columns could be the label.',
    columns: [],
    labelCandidates: ['kind'],
    preview: [],
  })
  expect(await getDatasetVersion(owner, { id })).toMatchObject({
    status: 'needs_label',
    question: { labelCandidates: ['kind'] },
  })
  await chooseColumns(owner, { versionId: id, labelColumn: 'kind' })
  await expect(chooseColumns(owner, { versionId: id, labelColumn: 'other' })).rejects.toMatchObject({
    code: 'conflict',
  })
  expect((await claim(id)).source).toMatchObject({ options: { labelColumn: 'kind' } })
})

test('a version that was read is read anew with other columns as a new version of the same file', async () => {
  const id = await addQueued()
  const choice = { versionId: id, labelColumn: 'tags', labelFormat: '|', weightColumn: 'votes' } as const
  await expect(readAgain(owner, choice)).rejects.toMatchObject({ code: 'conflict' })
  const claimed = await claim(id)
  await finish(claimed, 10)
  const made = await readAgain(owner, choice)
  const again = await claim(made.id)
  const { type, uploadKey } = { uploadKey: null, ...claimed.source }
  expect(again).toMatchObject({
    datasetId: claimed.datasetId,
    source: { type, uploadKey, options: { labelColumn: 'tags', labelFormat: '|', weightColumn: 'votes' } },
  })
  expect(await getDatasetVersion(owner, { id })).toMatchObject({ status: 'ready', rows: 10 })
})

test('a job that names another workspace claims nothing', async () => {
  const stranger = await kit.addWorkspace()
  const datasetVersionId = await addQueued()
  expect(await claimIngest(kit.services, { workspaceId: stranger.workspaceId, datasetVersionId })).toBeNull()
})
