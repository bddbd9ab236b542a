import { readdir } from 'node:fs/promises'
import { openBundle } from '@assay/ml-core'
import type { WorkspaceCtx } from '@assay/services/core'
import { getModelVersion, listModelVersions } from '@assay/services/model'
import { cancelTraining, claimTraining, getTraining, startTraining } from '@assay/services/training'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorker, supportMails, type TestWorker, uploadFile } from '../testing/fixture.ts'

let worker: TestWorker
let owner: WorkspaceCtx
let datasetVersionId: string
beforeAll(async () => {
  worker = await openWorker()
  owner = await worker.addWorkspace()
  datasetVersionId = await uploadFile(owner, supportMails(200))
  await worker.ingest({ workspaceId: owner.workspaceId, datasetVersionId }, { lastAttempt: false })
})
afterAll(() => worker?.close())

const start = async (config: Parameters<typeof startTraining>[1]['config'], modelId?: string) =>
  startTraining(owner, { datasetVersionId, config, ...(modelId ? { modelId } : {}) })
const train = (trainingJobId: string) =>
  worker.train({ workspaceId: owner.workspaceId, trainingJobId }, { lastAttempt: false })
const objects = async (folder: string): Promise<string[]> =>
  readdir(`${worker.folder}/objects/${owner.workspaceId}/${folder}`).catch(() => [])

test('a job trains in the real child and publishes one model that answers, with report and cost', async () => {
  const { jobId, modelId } = await start({ families: ['sparse-linear'] })
  await train(jobId)
  const job = await getTraining(owner, { id: jobId })
  expect(job).toMatchObject({ status: 'succeeded', attempt: 1, error: null })
  expect(job.seconds).toBeGreaterThan(0)
  expect(job.progress).toMatchObject({ fraction: expect.any(Number) })
  const [summary] = await listModelVersions(owner, { id: modelId })
  const version = await getModelVersion(owner, { id: summary?.id ?? '' })
  expect(version.report.chosen).toBe('sparse-linear')
  expect(version.report.test.accuracy).toBeGreaterThan(version.report.baseline.accuracy)
  const key = `${owner.workspaceId}/models/${jobId}-1.bundle`
  const model = await openBundle(await worker.services.store.get(key))
  const probabilities = await model.predict(['where is my parcel and the courier'])
  expect(model.labels[probabilities[0]! > probabilities[1]! ? 0 : 1]).toBe('shipping')
  expect(await objects('checkpoints')).toEqual([])
  expect(await readdir(worker.scratchFolder)).toEqual([])
})

test('the same data and settings give the same model, byte for byte', async () => {
  const first = await start({ families: ['sparse-linear'] })
  const second = await start({ families: ['sparse-linear'] }, first.modelId)
  await train(first.jobId)
  await train(second.jobId)
  const versions = await listModelVersions(owner, { id: first.modelId })
  expect(versions.map(({ number }) => number)).toEqual([2, 1])
  expect(versions[0]?.artifactSha256).toBe(versions[1]?.artifactSha256)
})

test('a running job stops when it is cancelled, and publishes nothing', async () => {
  const { jobId, modelId } = await start({ families: ['seed-mlp'], epochs: 200, batchSize: 1 })
  const running = train(jobId)
  await expect
    .poll(async () => (await getTraining(owner, { id: jobId })).progress?.stage, { timeout: 25_000 })
    .toBe('training')
  await cancelTraining(owner, { id: jobId })
  await running
  expect(await getTraining(owner, { id: jobId })).toMatchObject({ status: 'cancelled', error: null })
  expect(await listModelVersions(owner, { id: modelId })).toEqual([])
  expect(await objects('checkpoints')).toEqual([])
})

test('an attempt that was overtaken while it trained publishes nothing', async () => {
  const { jobId, modelId } = await start({ families: ['seed-mlp'], epochs: 200, batchSize: 1 })
  const running = train(jobId)
  await expect
    .poll(async () => (await getTraining(owner, { id: jobId })).progress?.stage, { timeout: 25_000 })
    .toBe('training')
  await claimTraining(worker.services, {
    workspaceId: owner.workspaceId,
    trainingJobId: jobId,
    workerId: 'wrk_2',
  })
  await running
  expect(await getTraining(owner, { id: jobId })).toMatchObject({ status: 'running', attempt: 2 })
  expect(await listModelVersions(owner, { id: modelId })).toEqual([])
  expect((await objects('models')).filter((name) => name.startsWith(jobId))).toEqual([])
})

test('settings that do not fit the data end the job as failed at once, without another try', async () => {
  const { jobId, modelId } = await start({ families: ['mlp'] })
  await train(jobId)
  expect(await getTraining(owner, { id: jobId })).toMatchObject({
    status: 'failed',
    attempt: 1,
    error: { code: 'dataset_unusable' },
  })
  expect(await listModelVersions(owner, { id: modelId })).toEqual([])
  await train(jobId)
  expect(await getTraining(owner, { id: jobId })).toMatchObject({ attempt: 1 })
})

test('a fault of ours is tried again, and told to the person after the last attempt', async () => {
  const other = await worker.addWorkspace()
  const { workspaceId } = other
  const version = await uploadFile(other, supportMails(40))
  await worker.ingest({ workspaceId, datasetVersionId: version }, { lastAttempt: false })
  const { jobId } = await startTraining(other, { datasetVersionId: version })
  await worker.services.store.remove(`${workspaceId}/datasets/${version}-1.parquet`)
  const job = { workspaceId, trainingJobId: jobId }
  await expect(worker.train(job, { lastAttempt: false })).rejects.toThrow('training-child')
  expect(await getTraining(other, { id: jobId })).toMatchObject({ status: 'running', attempt: 1 })
  await expect(worker.train(job, { lastAttempt: true })).rejects.toThrow('training-child')
  expect(await getTraining(other, { id: jobId })).toMatchObject({
    status: 'failed',
    error: { code: 'training_crashed' },
  })
})
