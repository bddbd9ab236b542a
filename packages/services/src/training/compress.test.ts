import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { WorkspaceCtx } from '../core/index.ts'
import { addModelVersion, openMemoryStore, openTestServices, type TestServices } from '../testing/index.ts'
import { claimTraining, compressModelVersion, startTraining } from './index.ts'

let kit: TestServices
let owner: WorkspaceCtx
beforeAll(async () => {
  kit = await openTestServices(openMemoryStore())
})
beforeEach(async () => {
  owner = await kit.addWorkspace()
})
afterAll(() => kit?.close())

test('a run that makes a version smaller is claimed with that version’s bundle and names it', async () => {
  const { modelVersionId, modelId } = await addModelVersion(owner)
  const started = await compressModelVersion(owner, { id: modelVersionId, method: 'pruned', keep: 0.5 })
  expect(started.modelId).toBe(modelId)
  const { workspaceId } = owner
  const claim = await claimTraining(kit.services, {
    workspaceId,
    trainingJobId: started.jobId,
    workerId: 'wrk_1',
  })
  expect(claim?.parentKey).toMatch(/\.bundle$/)
  const compression = { modelVersionId, versionNumber: 1, method: 'pruned', keep: 0.5 }
  expect(claim?.config.compression).toEqual(compression)
})

test('a share that cannot be, and a viewer, are refused', async () => {
  const { modelVersionId } = await addModelVersion(owner)
  expect(() => compressModelVersion(owner, { id: modelVersionId, method: 'pruned', keep: 2 })).toThrow('keep')
  const viewer = { ...owner, role: 'viewer' as const }
  expect(() => compressModelVersion(viewer, { id: modelVersionId, method: 'uint8' })).toThrow('viewer')
})

test('another workspace’s version is like one that does not exist, also through a training’s settings', async () => {
  const stranger = await kit.addWorkspace()
  const { modelVersionId, datasetVersionId } = await addModelVersion(stranger)
  await expect(compressModelVersion(owner, { id: modelVersionId, method: 'uint8' })).rejects.toMatchObject({
    code: 'not_found',
  })
  const compression = { modelVersionId, versionNumber: 1, method: 'uint8', keep: 0.5 }
  // A caller may send anything.
  const smuggled = { datasetVersionId, config: { compression } } as never
  expect(() => startTraining(stranger, smuggled)).toThrow('compression')
})
