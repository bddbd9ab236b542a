import { defaultPlans } from '@assay/billing'
import { tables } from '@assay/db'
import type { TrainingProgress } from '@assay/ml-core/schema'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { WorkspaceCtx } from '../core/index.ts'
import { listModelVersions } from '../model/index.ts'
import {
  addDatasetVersion,
  openMemoryStore,
  openTestServices,
  type TestServices,
  textManifest,
  textReport,
} from '../testing/index.ts'
import {
  cancelTraining,
  claimTraining,
  completeTraining,
  endTraining,
  getTraining,
  isCancelled,
  reportTrainingProgress,
  startTraining,
  type TrainingClaim,
} from './index.ts'

let kit: TestServices
let owner: WorkspaceCtx
beforeAll(async () => {
  kit = await openTestServices(openMemoryStore())
})
beforeEach(async () => {
  owner = await kit.addWorkspace()
})
afterAll(() => kit?.close())

const start = async (modelId?: string) => {
  const { datasetVersionId } = await addDatasetVersion(owner)
  return startTraining(owner, { datasetVersionId, ...(modelId ? { modelId } : {}) })
}
const tryClaim = (trainingJobId: string) =>
  claimTraining(kit.services, { workspaceId: owner.workspaceId, trainingJobId, workerId: 'wrk_1' })
const claim = async (jobId: string): Promise<TrainingClaim> => {
  const claimed = await tryClaim(jobId)
  if (!claimed) throw new Error('nothing to claim')
  return claimed
}
const complete = (claimed: TrainingClaim) =>
  completeTraining(kit.services, claimed, {
    artifactKey: `models/${claimed.id}-${claimed.attempt}.bundle`,
    artifactBytes: 1,
    artifactSha256: 'c'.repeat(64),
    manifest: textManifest,
    report: textReport,
    secondsSinceLast: 2,
  })
const progress: TrainingProgress = {
  stage: 'training',
  fraction: 0.5,
  family: 'sparse-linear',
  epoch: null,
  epochs: null,
  step: 1,
  steps: 2,
  loss: 0.3,
  validationAccuracy: null,
  secondsLeft: 1,
  backend: null,
  leaderboard: [],
  curve: [],
}

test('starting makes model, job and queued work in one transaction, or nothing of them', async () => {
  const jobs = async () =>
    (await kit.services.dbs.sql.platform`select * from queue_state()`).map((q) => q['waiting'])
  const before = await jobs()
  const { datasetVersionId } = await addDatasetVersion(owner, 'ingesting')
  await expect(startTraining(owner, { datasetVersionId })).rejects.toMatchObject({ code: 'conflict' })
  expect(await jobs()).toEqual(before)
  expect(await kit.services.dbs.platform.select().from(tables.trainingJob)).toEqual([])
  const { jobId } = await start()
  expect(await jobs()).not.toEqual(before)
  expect(await getTraining(owner, { id: jobId })).toMatchObject({
    status: 'queued',
    attempt: 0,
    modelName: 'Mails',
  })
})

test('a job publishes one model version, and is done with', async () => {
  const { jobId, modelId } = await start()
  const claimed = await claim(jobId)
  expect(await reportTrainingProgress(kit.services, claimed, progress, 1.5)).toBe('continue')
  expect(await complete(claimed)).not.toBeNull()
  expect(await complete(claimed)).toBeNull()
  expect(await tryClaim(jobId)).toBeNull()
  expect(await listModelVersions(owner, { id: modelId })).toMatchObject([{ number: 1, trainingJobId: jobId }])
  expect(await getTraining(owner, { id: jobId })).toMatchObject({ status: 'succeeded', seconds: 3.5 })
})

test('a paused attempt that wakes up after it was overtaken changes nothing', async () => {
  const { jobId, modelId } = await start()
  const paused = await claim(jobId)
  const current = await claim(jobId)
  expect([paused.attempt, current.attempt]).toEqual([1, 2])
  expect(paused.checkpointPrefix).toBe(current.checkpointPrefix)
  expect(await reportTrainingProgress(kit.services, paused, progress, 99)).toBe('stop')
  expect(await isCancelled(kit.services, paused)).toBe(true)
  expect(await complete(paused)).toBeNull()
  expect(await endTraining(kit.services, paused, { status: 'cancelled' }, 99)).toBe(false)
  expect(await getTraining(owner, { id: jobId })).toMatchObject({ status: 'running', seconds: 0 })
  expect(await complete(current)).not.toBeNull()
  expect(await complete(paused)).toBeNull()
  expect(await listModelVersions(owner, { id: modelId })).toHaveLength(1)
})

test('two attempts that finish at the same moment publish one version', async () => {
  const { jobId, modelId } = await start()
  const claimed = await claim(jobId)
  const ends = await Promise.all([complete(claimed), complete(claimed), complete(claimed)])
  expect(ends.filter(Boolean)).toHaveLength(1)
  expect(await listModelVersions(owner, { id: modelId })).toHaveLength(1)
})

test('versions of one model are numbered without gaps when its jobs finish at once', async () => {
  const first = await start()
  const jobs = [first, await start(first.modelId), await start(first.modelId)]
  const claims = await Promise.all(jobs.map(({ jobId }) => claim(jobId)))
  await Promise.all(claims.map(complete))
  const numbers = (await listModelVersions(owner, { id: first.modelId })).map(({ number }) => number)
  expect(numbers).toEqual([3, 2, 1])
})

test('cancelling a queued job ends it at once: no worker claims it', async () => {
  const { jobId } = await start()
  await cancelTraining(owner, { id: jobId })
  expect(await getTraining(owner, { id: jobId })).toMatchObject({ status: 'cancelled' })
  expect(await tryClaim(jobId)).toBeNull()
})

test('cancelling a running job tells its worker, and its finish publishes nothing any more', async () => {
  const { jobId, modelId } = await start()
  const claimed = await claim(jobId)
  await cancelTraining(owner, { id: jobId })
  expect(await isCancelled(kit.services, claimed)).toBe(true)
  expect(await reportTrainingProgress(kit.services, claimed, progress, 1)).toBe('cancel')
  expect(await complete(claimed)).toBeNull()
  expect(await endTraining(kit.services, claimed, { status: 'cancelled' }, 1)).toBe(true)
  expect(await getTraining(owner, { id: jobId })).toMatchObject({ status: 'cancelled', seconds: 2 })
  expect(await listModelVersions(owner, { id: modelId })).toEqual([])
})

test('a job cancelled while its worker lay dead ends as cancelled when it is claimed again', async () => {
  const { jobId } = await start()
  await claim(jobId)
  await cancelTraining(owner, { id: jobId })
  expect(await tryClaim(jobId)).toBeNull()
  const job = await getTraining(owner, { id: jobId })
  expect(job).toMatchObject({ status: 'cancelled' })
  expect(job.finishedAt).toBeInstanceOf(Date)
})

test('cancelling what has finished changes nothing', async () => {
  const { jobId } = await start()
  await complete(await claim(jobId))
  await cancelTraining(owner, { id: jobId })
  expect(await getTraining(owner, { id: jobId })).toMatchObject({ status: 'succeeded' })
})

test('starts at once never take more models than the plan has', async () => {
  const most = defaultPlans[0]?.limits.models ?? 0
  const ends = await Promise.allSettled(Array.from({ length: most + 3 }, () => start()))
  const refused = ends.filter((end) => end.status === 'rejected')
  expect(refused).toHaveLength(3)
  for (const { reason } of refused) expect(reason).toMatchObject({ code: 'plan_limit', param: 'models' })
})

test('a search without a price per second takes no money, and one longer than the plan has is refused', async () => {
  const { datasetVersionId } = await addDatasetVersion(owner)
  const search = (config: { budgetSeconds?: number; budgetMinor?: number }) =>
    startTraining(owner, { datasetVersionId, config: { search: config } })
  await expect(search({ budgetMinor: 100 })).rejects.toMatchObject({ param: 'config.search.budgetMinor' })
  await expect(search({ budgetSeconds: 80_000 })).rejects.toMatchObject({ code: 'plan_limit' })
  const { jobId } = await search({ budgetSeconds: 60 })
  expect((await getTraining(owner, { id: jobId })).config.search).toMatchObject({ budgetSeconds: 60 })
})

test.each([
  ['epochs beyond measure', { epochs: 1e9 }],
  ['a learning rate that is no number', { learningRate: Number.NaN }],
  ['an unknown setting', { depth: 3 }],
  ['an unknown family', { families: ['oracle'] }],
])('refuses %s', async (_title, config) => {
  const { datasetVersionId } = await addDatasetVersion(owner)
  // Deliberately what the types forbid: it arrives as JSON.
  const starting = (async () =>
    startTraining(owner, { datasetVersionId, config: config as { epochs: number } }))()
  await expect(starting).rejects.toMatchObject({ name: 'ZodError' })
})
