import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WorkspaceCtx } from '../core/index.ts'
import { archiveDataset, claimIngest, completeIngest, failIngest } from '../dataset/index.ts'
import {
  addDatasetVersion,
  openMemoryStore,
  openTestServices,
  type TestServices,
  textManifest,
  textProfile,
  textReport,
} from '../testing/index.ts'
import { cancelTraining, claimTraining, completeTraining } from '../training/index.ts'
import { advanceSolution, getSolutionRun, listSolutionExamples, startSolution } from './index.ts'

const store = openMemoryStore()
let kit: TestServices
beforeAll(async () => {
  kit = await openTestServices(store)
})
afterAll(() => kit?.close())

const advance = (ctx: WorkspaceCtx, id: string, lastAttempt = false) =>
  advanceSolution(kit.services, { workspaceId: ctx.workspaceId, solutionRunId: id }, { lastAttempt })

const claimOf = async (ctx: WorkspaceCtx, datasetVersionId: string | null) => {
  const { workspaceId } = ctx
  const claim = await claimIngest(kit.services, { workspaceId, datasetVersionId: datasetVersionId ?? '' })
  if (!claim) throw new Error('nothing to claim')
  return claim
}

const ingest = async (ctx: WorkspaceCtx, datasetVersionId: string | null) => {
  const claim = await claimOf(ctx, datasetVersionId)
  const { parquetKey } = claim
  const result = { profile: textProfile, report: null, parquetKey, parquetBytes: 1 }
  await completeIngest(kit.services, claim, { ...result, contentSha256: 'a'.repeat(64) })
}

const train = async (ctx: WorkspaceCtx, trainingJobId: string | null) => {
  const job = { workspaceId: ctx.workspaceId, trainingJobId: trainingJobId ?? '', workerId: 'wrk_1' }
  const claim = await claimTraining(kit.services, job)
  if (!claim) throw new Error('nothing to claim')
  await completeTraining(kit.services, claim, {
    artifactKey: 'bundle',
    artifactBytes: 1,
    artifactSha256: 'a'.repeat(64),
    manifest: textManifest,
    report: textReport,
    secondsSinceLast: 1,
  })
}

test('leads from the sample over training to a deployment, each step taken once however often it is tried', async () => {
  const ctx = await kit.addWorkspace()
  const { id } = await startSolution(ctx, { solution: 'spam' })
  for (const _again of [1, 2]) await advance(ctx, id)
  const read = await getSolutionRun(ctx, { id })
  expect(read).toMatchObject({ status: 'running', version: { status: 'queued' }, trainingJobId: null })

  await ingest(ctx, read.datasetVersionId)
  expect(await kit.queued('solution.advance')).toContainEqual({
    workspaceId: ctx.workspaceId,
    solutionRunId: id,
  })
  for (const _again of [1, 2]) await advance(ctx, id)
  const training = await getSolutionRun(ctx, { id })
  expect(training).toMatchObject({ status: 'running', job: { status: 'queued' }, deploymentId: null })

  await train(ctx, training.trainingJobId)
  for (const _again of [1, 2]) await advance(ctx, id)
  const done = await getSolutionRun(ctx, { id })
  expect(done).toMatchObject({ status: 'ready', modelVersion: { accuracy: 1 }, error: null })
  const { deployment, dataset, trainingJob } = tables
  const { platform } = kit.services.dbs
  for (const table of [deployment, dataset, trainingJob])
    expect(await platform.$count(table, eq(table.workspaceId, ctx.workspaceId))).toBe(1)
  const examples = await listSolutionExamples(ctx, { deploymentId: done.deploymentId ?? '' })
  expect(examples).toContainEqual(expect.stringContaining('free cruise'))
})

test('two starts at once are one run', async () => {
  const ctx = await kit.addWorkspace()
  const starts = await Promise.all([1, 2, 3].map(() => startSolution(ctx, { solution: 'intent' })))
  expect(new Set(starts.map(({ id }) => id)).size).toBe(1)
})

test('takes data of one’s own, waits for them, and names the deployment after them', async () => {
  const ctx = await kit.addWorkspace()
  const { datasetVersionId } = await addDatasetVersion(ctx)
  const { id } = await startSolution(ctx, { solution: 'spam', datasetVersionId })
  await advance(ctx, id)
  const { trainingJobId } = await getSolutionRun(ctx, { id })
  await train(ctx, trainingJobId)
  await advance(ctx, id)
  const { deploymentId } = await getSolutionRun(ctx, { id })
  const [made] = await kit.services.dbs.platform
    .select({ name: tables.deployment.name })
    .from(tables.deployment)
    .where(eq(tables.deployment.id, deploymentId ?? ''))
  expect(made?.name).toBe('Mails')
  expect(await listSolutionExamples(ctx, { deploymentId: deploymentId ?? '' })).toEqual([])
})

test('ends with the reason where the data cannot be read, or the training is cancelled', async () => {
  const ctx = await kit.addWorkspace()
  const unread = await startSolution(ctx, { solution: 'spam' })
  await advance(ctx, unread.id)
  const { datasetVersionId } = await getSolutionRun(ctx, unread)
  const error = { code: 'ingest_failed', message: 'No header.' }
  await failIngest(kit.services, await claimOf(ctx, datasetVersionId), error)
  await advance(ctx, unread.id)
  expect(await getSolutionRun(ctx, unread)).toMatchObject({ status: 'failed', error })

  const stopped = await startSolution(ctx, { solution: 'spam' })
  await advance(ctx, stopped.id)
  await ingest(ctx, (await getSolutionRun(ctx, stopped)).datasetVersionId)
  await advance(ctx, stopped.id)
  await cancelTraining(ctx, { id: (await getSolutionRun(ctx, stopped)).trainingJobId ?? '' })
  await advance(ctx, stopped.id)
  expect(await getSolutionRun(ctx, stopped)).toMatchObject({ status: 'failed', error: { code: 'cancelled' } })
})

test('ends where its dataset was archived meanwhile, rather than trying for ever', async () => {
  const ctx = await kit.addWorkspace()
  const { datasetVersionId, datasetId } = await addDatasetVersion(ctx)
  const run = await startSolution(ctx, { solution: 'spam', datasetVersionId })
  await archiveDataset(ctx, { id: datasetId })
  await advance(ctx, run.id)
  expect(await getSolutionRun(ctx, run)).toMatchObject({ status: 'failed', error: { code: 'not_found' } })
})

test('is refused to viewers, and where the plan has no room for a model', async () => {
  const ctx = await kit.addWorkspace()
  const viewer = await kit.addMember(ctx.workspaceId, 'viewer')
  expect(() => startSolution(viewer, { solution: 'spam' })).toThrow(
    expect.objectContaining({ code: 'forbidden' }),
  )
  const { datasetId } = await addDatasetVersion(ctx)
  const { workspaceId } = ctx
  const models = Array.from({ length: 20 }, (_, k) => ({
    id: `mdl_${k}${workspaceId}`,
    workspaceId,
    datasetId,
  }))
  await kit.services.dbs.platform
    .insert(tables.model)
    .values(models.map((one) => ({ ...one, name: 'Spam', kind: 'text' as const })))
  await expect(startSolution(ctx, { solution: 'spam' })).rejects.toMatchObject({ code: 'plan_limit' })
})
