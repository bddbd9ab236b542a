import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import postgres from 'postgres'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { WorkspaceCtx } from '../core/index.ts'
import { createDeployment, stopDeployment } from '../deployment/index.ts'
import { giveFeedback } from '../feedback/index.ts'
import {
  addCall,
  addLabellingItem,
  addModelVersion,
  type ModelLineage,
  openMemoryStore,
  openTestServices,
  type TestServices,
} from '../testing/index.ts'
import { deleteDataset, getDataset, listDatasets, previewDeletion, purgeDataset } from './index.ts'

const marker = 'plantedMarker7391'

let kit: TestServices
const store = openMemoryStore()
let owner: WorkspaceCtx
let lineage: ModelLineage
beforeAll(async () => {
  kit = await openTestServices(store)
})
afterAll(() => kit?.close())

const { dataset, datasetVersion, driftMeasurement, model, modelVersion, labellingItem } = tables
const purge = () =>
  purgeDataset(kit.services, { workspaceId: owner.workspaceId, datasetId: lineage.datasetId })
const remove = (more: object = {}) =>
  deleteDataset(owner, { id: lineage.datasetId, confirm: 'Messages', ...more })
const modelRow = async () =>
  (await kit.services.dbs.platform.select().from(model).where(eq(model.id, lineage.modelId)))[0]

beforeEach(async () => {
  owner = await kit.addWorkspace()
  lineage = await addModelVersion(owner)
  const { platform } = kit.services.dbs
  const parquetKey = `${owner.workspaceId}/datasets/${lineage.datasetVersionId}-1.parquet`
  const uploadKey = `${owner.workspaceId}/uploads/${lineage.datasetVersionId}`
  await platform.update(dataset).set({ name: 'Messages' }).where(eq(dataset.id, lineage.datasetId))
  await platform
    .update(datasetVersion)
    .set({
      fileName: `${marker}.csv`,
      parquetKey,
      uploadKey,
      attempt: 2,
      profile: { samples: [marker] },
      report: { refused: [{ excerpt: marker }] },
      examination: { findings: [{ excerpt: marker }] },
      edits: [{ type: 'rename_label', from: marker, to: 'x' }],
    })
    .where(eq(datasetVersion.id, lineage.datasetVersionId))
  await platform
    .update(modelVersion)
    .set({
      report: { worstErrors: [{ excerpt: marker }] },
      driftReference: { features: [{ values: [marker] }] },
    })
    .where(eq(modelVersion.id, lineage.modelVersionId))
  const itemId = await addLabellingItem(owner, lineage.datasetId)
  await platform.update(labellingItem).set({ input: marker }).where(eq(labellingItem.id, itemId))
  const { id: deploymentId } = await createDeployment(owner, {
    name: 'Called',
    modelVersionId: lineage.modelVersionId,
  })
  const call = await addCall(
    owner,
    { deploymentId, modelVersionId: lineage.modelVersionId },
    {
      answers: [{ label: marker, score: 1 }],
      capture: {
        redact: [],
        keepDays: 7,
        rows: [{ place: 0, input: marker, answer: { label: marker, score: 1, runnerUp: 0 } }],
      },
    },
  )
  await platform.insert(driftMeasurement).values({
    workspaceId: owner.workspaceId,
    deploymentId,
    modelVersionId: lineage.modelVersionId,
    at: kit.services.now(),
    rows: 1,
    result: { features: [{ bins: [marker] }] },
  })
  await giveFeedback(owner, { prediction_id: call, correct: false, comment: marker })
  await stopDeployment(owner, { id: deploymentId })
  const refused = parquetKey.replace('-1.parquet', '-2.refused.csv')
  for (const key of [parquetKey, uploadKey, parquetKey.replace('-1.', '-2.'), refused])
    await store.put(key, Buffer.from(marker))
})

/** Every table that holds the marker anywhere. */
const tablesWithMarker = async (): Promise<string[]> => {
  const sql = postgres(kit.database.url, { max: 1 })
  try {
    const names = await sql<{ name: string }[]>`
      select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
      where table_schema in ('public', 'graphile_worker') and table_type = 'BASE TABLE'`
    const found: string[] = []
    for (const { name } of names) {
      const [row] = await sql.unsafe(
        `select count(*)::int as n from ${name} t where t::text like '%${marker}%'`,
      )
      if (row?.['n'] > 0) found.push(name)
    }
    return found
  } finally {
    await sql.end()
  }
}
const ownKeys = () => store.keys().filter((key) => key.startsWith(owner.workspaceId))

test('deletion leaves no row, file or trace of the data, and marks the model that learned from it', async () => {
  expect(await tablesWithMarker()).toEqual(
    expect.arrayContaining(
      ['captured_prediction', 'feedback', 'labelling_item', 'request_log'].map((name) => `public.${name}`),
    ),
  )
  await remove()
  await expect(getDataset(owner, { id: lineage.datasetId })).rejects.toMatchObject({ code: 'not_found' })
  expect((await listDatasets(owner, {})).total).toBe(0)
  expect(await kit.queued('dataset.purge')).toContainEqual({
    workspaceId: owner.workspaceId,
    datasetId: lineage.datasetId,
  })
  await purge()
  expect(await tablesWithMarker()).toEqual([])
  expect(ownKeys()).toEqual([])
  expect(await modelRow()).toMatchObject({ dataDeletedAt: expect.any(Date), archivedAt: null })
})

test('a purge that died halfway goes on, and one that is done does nothing', async () => {
  await remove()
  await store.remove(ownKeys()[0] ?? '')
  await purge()
  await purge()
  expect(ownKeys()).toEqual([])
})

test('models go along where that is asked for, but not while one is served', async () => {
  const bundle = `${owner.workspaceId}/models/${lineage.trainingJobId}-1.bundle`
  await store.put(bundle, Buffer.from('weights'))
  const { id } = await createDeployment(owner, { name: 'Live', modelVersionId: lineage.modelVersionId })
  expect(await previewDeletion(owner, { id: lineage.datasetId })).toEqual({
    versions: 1,
    models: ['Spam'],
    deployments: ['Live'],
  })
  await expect(remove({ withModels: true })).rejects.toThrow('Live')
  await stopDeployment(owner, { id })
  await remove({ withModels: true })
  await purge()
  expect(store.keys()).not.toContain(bundle)
  expect((await modelRow())?.archivedAt).not.toBeNull()
})

test('nothing is deleted without its name, by somebody who does not manage it, or by another workspace', async () => {
  await expect(remove({ confirm: 'messages' })).rejects.toMatchObject({ param: 'confirm' })
  const member = await kit.addMember(owner.workspaceId, 'member')
  const input = { id: lineage.datasetId, confirm: 'Messages' }
  expect(() => deleteDataset(member, input)).toThrow(expect.objectContaining({ code: 'forbidden' }))
  const stranger = await kit.addWorkspace()
  await expect(deleteDataset(stranger, input)).rejects.toMatchObject({ code: 'not_found' })
  await purge()
  expect(ownKeys().length).toBe(4)
})

test('a dataset that is being read is not deleted under the reader', async () => {
  await kit.services.dbs.platform
    .update(datasetVersion)
    .set({ status: 'ingesting' })
    .where(eq(datasetVersion.id, lineage.datasetVersionId))
  await expect(remove()).rejects.toMatchObject({ code: 'conflict' })
})
