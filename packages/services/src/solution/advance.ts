import { newId, type Tx, tables, withWorkspace } from '@assay/db'
import type { Solution } from '@assay/solutions'
import { eq } from 'drizzle-orm'
import { asSystem, type Services, type WorkspaceCtx } from '../core/context.ts'
import type { JobPayload } from '../core/jobs.ts'
import type { StoredObject } from '../core/ports.ts'
import { findDataset, findDatasetVersion } from '../dataset/lookup.ts'
import { insertDataset } from '../dataset/manage.ts'
import { readProfile } from '../dataset/present.ts'
import { queueVersion } from '../dataset/queue-version.ts'
import { requireStorage } from '../dataset/storage.ts'
import { createDeploymentInput, insertDeployment } from '../deployment/manage.ts'
import { AssayError } from '../errors/index.ts'
import { queueTraining, startTrainingInput } from '../training/start.ts'
import { findSolution, lockSolutionRun, type SolutionRunRow, updateSolutionRun } from './lookup.ts'

type Change = Partial<SolutionRunRow> | null

/** Whoever started it is who acts, in each later step too. */
const actingFor = (services: Services, run: SolutionRunRow): WorkspaceCtx => ({
  ...asSystem(services, run.workspaceId),
  ...(run.createdBy && { actor: { type: 'user', id: run.createdBy } }),
})

const fail = (code: string, message: string): Change => ({ status: 'failed', error: { code, message } })

const nameOf = async (tx: Tx, run: SolutionRunRow, solution: Solution): Promise<string> =>
  run.ownData && run.datasetId ? (await findDataset(tx, run.datasetId)).name : solution.name

const storeSample = async (
  tx: Tx,
  ctx: WorkspaceCtx,
  solution: Solution,
  sample: { uploadKey: string; stored: StoredObject },
): Promise<Change> => {
  await requireStorage(tx, ctx.workspaceId, sample.stored.bytes)
  const dataset = await insertDataset(tx, ctx, solution.name)
  const { fileName, upload: options } = solution
  const id = newId('dsv')
  await queueVersion(tx, ctx, { id, datasetId: dataset.id, fileName, options, ...sample })
  return { datasetId: dataset.id, datasetVersionId: id }
}

const train = async (
  tx: Tx,
  ctx: WorkspaceCtx,
  run: SolutionRunRow,
  solution: Solution,
  datasetVersionId: string,
): Promise<Change> => {
  const version = await findDatasetVersion(tx, datasetVersionId)
  if (version.status === 'failed')
    return fail(
      version.error?.code ?? 'ingest_failed',
      version.error?.message ?? 'The data could not be read.',
    )
  if (version.status === 'unlabelled')
    return fail('dataset_unusable', 'No row of the data has a label. Label some of them, then train.')
  if (version.status !== 'ready') return null
  const name = await nameOf(tx, run, solution)
  // Its settings would be refused by data of another kind.
  const config = readProfile(version)?.kind === solution.kind ? solution.training : {}
  const input = startTrainingInput.parse({ datasetVersionId, name, config })
  const { jobId } = await queueTraining(tx, ctx, input)
  return { trainingJobId: jobId }
}

const deploy = async (
  tx: Tx,
  ctx: WorkspaceCtx,
  run: SolutionRunRow,
  solution: Solution,
  trainingJobId: string,
): Promise<Change> => {
  const { trainingJob, modelVersion } = tables
  const [job] = await tx
    .select({ status: trainingJob.status, error: trainingJob.error, modelVersionId: modelVersion.id })
    .from(trainingJob)
    .leftJoin(modelVersion, eq(modelVersion.trainingJobId, trainingJob.id))
    .where(eq(trainingJob.id, trainingJobId))
  if (job?.status === 'failed')
    return fail(job.error?.code ?? 'training_failed', job.error?.message ?? 'The training failed.')
  if (job?.status === 'cancelled') return fail('cancelled', 'The training was cancelled.')
  if (job?.status !== 'succeeded' || !job.modelVersionId) return null
  const input = { name: await nameOf(tx, run, solution), modelVersionId: job.modelVersionId }
  const { id } = await insertDeployment(tx, ctx, createDeploymentInput.parse(input))
  return { deploymentId: id, status: 'ready' }
}

/** Takes the next step where the last one is done; each is taken once, however often this runs. */
const takeStep = async (services: Services, payload: JobPayload<'solution.advance'>): Promise<void> => {
  const { workspaceId, solutionRunId } = payload
  const inside = <T>(work: (tx: Tx) => Promise<T>) => withWorkspace(services.dbs.app, workspaceId, work)
  const { datasetVersionId, status, ...seen } = await inside((tx) => lockSolutionRun(tx, solutionRunId))
  const solution = findSolution(seen.solution)
  if (status !== 'running') return
  if (!solution) throw new AssayError('not_found', 'This solution is no longer offered. Choose another one.')
  // Made and stored outside the transaction. A second try writes the same bytes to the same place.
  const uploadKey = `${workspaceId}/uploads/${solutionRunId}`
  const stored = datasetVersionId ? null : await services.store.put(uploadKey, await solution.makeSample())
  await inside(async (tx) => {
    const run = await lockSolutionRun(tx, solutionRunId)
    if (run.status !== 'running') return
    const ctx = actingFor(services, run)
    let change: Change = null
    if (!run.datasetVersionId)
      change = stored && (await storeSample(tx, ctx, solution, { uploadKey, stored }))
    else if (!run.trainingJobId) change = await train(tx, ctx, run, solution, run.datasetVersionId)
    else change = await deploy(tx, ctx, run, solution, run.trainingJobId)
    if (!change) return
    const ends = change.status !== undefined
    await updateSolutionRun(tx, run, { ...change, ...(ends && { finishedAt: services.now() }) })
  })
}

/** `solution.advance`: what is refused (a limit of the plan, deleted data) ends the run and is said. */
export const advanceSolution = async (
  services: Services,
  payload: JobPayload<'solution.advance'>,
  job: { lastAttempt: boolean },
): Promise<void> => {
  try {
    await takeStep(services, payload)
  } catch (error) {
    const refused = error instanceof AssayError
    if (refused || job.lastAttempt) await endSolution(services, payload, refused ? error : null)
    if (!refused) throw error
  }
}

const endSolution = (
  services: Services,
  { workspaceId, solutionRunId }: JobPayload<'solution.advance'>,
  refusal: AssayError | null,
): Promise<void> =>
  withWorkspace(services.dbs.app, workspaceId, async (tx) => {
    const run = await lockSolutionRun(tx, solutionRunId)
    if (run.status !== 'running') return
    const error = {
      code: refusal?.code ?? 'solution_failed',
      message:
        refusal?.message ?? 'It could not be finished because of a problem on our side. Start it again.',
    }
    await updateSolutionRun(tx, run, { status: 'failed', error, finishedAt: services.now() })
  })
