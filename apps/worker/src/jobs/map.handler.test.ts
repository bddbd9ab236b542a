import type { WorkspaceCtx } from '@assay/services/core'
import { deleteDataset, getDatasetVersion, getMap, purgeDataset, requestMap } from '@assay/services/dataset'
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
const ingested = async (rows: number): Promise<string> => {
  const id = await uploadFile(owner, supportMails(rows))
  await worker.ingest(job(id), { lastAttempt: false })
  return id
}

test('a map is drawn once it is asked for, once, and goes with its dataset', async () => {
  const id = await ingested(120)
  expect(await getMap(owner, { id })).toBeNull()
  expect(await requestMap(owner, { id })).toEqual({ status: 'queued' })
  expect(await requestMap(owner, { id })).toEqual({ status: 'queued' })
  expect(await worker.queued('dataset.map')).toEqual([job(id)])
  await worker.map(job(id), { lastAttempt: false })
  const kept = await getMap(owner, { id })
  if (kept?.status !== 'ready') throw new Error(`It is ${kept?.status}`)
  const { map } = kept
  expect(map.labels).toEqual(['billing', 'shipping'])
  expect(map.rows.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 120 }, (_, row) => row))
  for (const list of [map.x, map.y, map.label, map.foreign, map.nearest]) expect(list).toHaveLength(120)
  for (const [place, row] of map.rows.entries()) expect(map.label[place]).toBe(row % 2 ? 0 : 1)
  const alone = map.foreign.filter((share) => share > 50).length
  expect(alone, 'two topics that share few words lie apart').toBeLessThan(12)
  await worker.map(job(id), { lastAttempt: false })
  expect(await getMap(owner, { id })).toEqual(kept)

  const { datasetId, datasetName } = await getDatasetVersion(owner, { id })
  await deleteDataset(owner, { id: datasetId, confirm: datasetName })
  await purgeDataset(worker.services, { workspaceId: owner.workspaceId, datasetId })
  expect(await getMap(owner, { id })).toBeNull()
})

test('a map that cannot be drawn says so after the last attempt, and may be asked for again', async () => {
  const id = await ingested(40)
  await requestMap(owner, { id })
  await worker.services.store.remove(`${owner.workspaceId}/datasets`)
  await expect(worker.map(job(id), { lastAttempt: true })).rejects.toThrow()
  expect(await getMap(owner, { id })).toEqual({ status: 'failed' })
  expect(await requestMap(owner, { id })).toEqual({ status: 'queued' })
})
