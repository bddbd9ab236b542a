import { execFileSync } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { openBundle } from '@assay/ml-core'
import type { WorkspaceCtx } from '@assay/services/core'
import { getModelVersion, listModelVersions } from '@assay/services/model'
import { cancelTraining, getTraining, startTraining } from '@assay/services/training'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorker, supportMails, type TestWorker, uploadFile } from '../testing/fixture.ts'

let worker: TestWorker
let owner: WorkspaceCtx
let datasetVersionId: string
beforeAll(async () => {
  worker = await openWorker()
  owner = await worker.addWorkspace()
  datasetVersionId = await uploadFile(owner, supportMails(300))
  await worker.ingest({ workspaceId: owner.workspaceId, datasetVersionId }, { lastAttempt: false })
})
afterAll(() => worker?.close())

const start = (maxCandidates: number) =>
  startTraining(owner, {
    datasetVersionId,
    config: { families: ['sparse-linear', 'seed-mlp'], epochs: 3, search: { maxCandidates } },
  })
const train = (trainingJobId: string) =>
  worker.train({ workspaceId: owner.workspaceId, trainingJobId }, { lastAttempt: false })
const checkpoints = (jobId: string): Promise<string[]> =>
  readdir(`${worker.folder}/objects/${owner.workspaceId}/checkpoints/${jobId}`).catch(() => [])
const fitsEnded = async (jobId: string): Promise<number> =>
  (await getTraining(owner, { id: jobId })).progress?.search?.fits ?? 0

/** Processes of an entry that descend from this one. */
const childrenOf = (entry: string): number[] => {
  const lines = execFileSync('ps', ['-eo', 'pid,ppid,args'], { encoding: 'utf8' }).split('\n').slice(1)
  const processes = lines
    .map((line) => line.trim().split(/\s+/))
    .map(([pid, ppid, ...args]) => ({
      pid: Number(pid),
      ppid: Number(ppid),
      command: args.join(' '),
    }))
  const mine = new Set([process.pid])
  for (let found = 0; found !== mine.size; ) {
    found = mine.size
    for (const { pid, ppid } of processes) if (mine.has(ppid)) mine.add(pid)
  }
  return processes
    .filter(({ pid, command }) => mine.has(pid) && command.includes(entry))
    .map(({ pid }) => pid)
}

test('a search killed with kill -9 goes on with what was fitted, and publishes one model', async () => {
  const { jobId, modelId } = await start(6)
  const dying = train(jobId)
  await expect.poll(() => fitsEnded(jobId), { timeout: 50_000, interval: 50 }).toBeGreaterThanOrEqual(4)
  expect(childrenOf('fit-child').length).toBe(2)
  for (const pid of childrenOf('training-child')) process.kill(pid, 'SIGKILL')
  await expect(dying).rejects.toThrow('training-child')
  await expect.poll(() => childrenOf('fit-child'), { timeout: 5_000 }).toEqual([])
  const kept = await checkpoints(jobId)
  expect(kept.length).toBeGreaterThanOrEqual(3)

  await train(jobId)
  const job = await getTraining(owner, { id: jobId })
  expect(job).toMatchObject({ status: 'succeeded', attempt: 2 })
  const versions = await listModelVersions(owner, { id: modelId })
  expect(versions).toHaveLength(1)
  const { report } = await getModelVersion(owner, { id: versions[0]?.id ?? '' })
  expect(report.search).toMatchObject({ candidates: 6, folds: 5 })
  const bundle = await worker.services.store.get(`${owner.workspaceId}/models/${jobId}-2.bundle`)
  expect((await openBundle(bundle)).labels).toEqual(['billing', 'shipping'])
  expect(await checkpoints(jobId)).toEqual([])
  expect(childrenOf('fit-child')).toEqual([])
}, 120_000)

test('cancelling a search ends all of its processes, and publishes nothing', async () => {
  const { jobId, modelId } = await start(40)
  const running = train(jobId)
  await expect.poll(() => fitsEnded(jobId), { timeout: 50_000, interval: 50 }).toBeGreaterThanOrEqual(2)
  await cancelTraining(owner, { id: jobId })
  await running
  await expect.poll(() => childrenOf('fit-child'), { timeout: 2_000 }).toEqual([])
  expect(await getTraining(owner, { id: jobId })).toMatchObject({ status: 'cancelled' })
  expect(await listModelVersions(owner, { id: modelId })).toEqual([])
}, 120_000)
