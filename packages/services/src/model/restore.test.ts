import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { archiveDataset, getDataset, restoreDataset } from '../dataset/index.ts'
import { addModelVersion, openMemoryStore, openTestServices, type TestServices } from '../testing/index.ts'
import { archiveModel, getModel, restoreModel } from './index.ts'

let kit: TestServices
beforeAll(async () => {
  kit = await openTestServices(openMemoryStore())
})
afterAll(() => kit?.close())

test('an archived dataset and an archived model come back as they were, and once', async () => {
  const ctx = await kit.addWorkspace()
  const { datasetId, modelId } = await addModelVersion(ctx)
  const [dataset, model] = [await getDataset(ctx, { id: datasetId }), await getModel(ctx, { id: modelId })]
  await archiveModel(ctx, { id: modelId })
  await archiveDataset(ctx, { id: datasetId })
  for (const _again of [1, 2]) {
    await restoreDataset(ctx, { id: datasetId })
    await restoreModel(ctx, { id: modelId })
  }
  expect(await getDataset(ctx, { id: datasetId })).toEqual(dataset)
  expect(await getModel(ctx, { id: modelId })).toEqual(model)
  const restored = await kit.services.dbs.platform
    .select({ action: tables.auditEvent.action })
    .from(tables.auditEvent)
    .where(eq(tables.auditEvent.workspaceId, ctx.workspaceId))
  expect(restored.filter(({ action }) => action.endsWith('.restored'))).toHaveLength(2)
})

test('what was deleted for good does not come back', async () => {
  const ctx = await kit.addWorkspace()
  const { datasetId, modelId } = await addModelVersion(ctx)
  const at = new Date()
  const { platform } = kit.services.dbs
  await platform.update(tables.model).set({ archivedAt: at }).where(eq(tables.model.id, modelId))
  await platform
    .update(tables.dataset)
    .set({ archivedAt: at, deletedAt: at })
    .where(eq(tables.dataset.id, datasetId))
  await expect(restoreDataset(ctx, { id: datasetId })).rejects.toMatchObject({ code: 'not_found' })
  await expect(restoreModel(ctx, { id: modelId })).rejects.toMatchObject({ code: 'not_found' })
})

test('a model does not come back where the plan has no room for it', async () => {
  const ctx = await kit.addWorkspace()
  const { datasetId, modelId } = await addModelVersion(ctx)
  await archiveModel(ctx, { id: modelId })
  const { workspaceId } = ctx
  const models = Array.from({ length: 20 }, (_, k) => ({
    id: `mdl_r${k}${workspaceId}`,
    workspaceId,
    datasetId,
  }))
  await kit.services.dbs.platform
    .insert(tables.model)
    .values(models.map((one) => ({ ...one, name: 'Spam', kind: 'text' as const })))
  await expect(restoreModel(ctx, { id: modelId })).rejects.toMatchObject({ code: 'plan_limit' })
})
