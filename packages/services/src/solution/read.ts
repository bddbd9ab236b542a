import type { IngestProgress } from '@assay/datasets/schema'
import { type Tx, tables } from '@assay/db'
import type { TrainingProgress } from '@assay/ml-core/schema'
import type { ExampleInput } from '@assay/solutions'
import { desc, eq } from 'drizzle-orm'
import { z } from 'zod'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { NotFound } from '../errors/index.ts'
import type { SolutionRunView } from '../views.ts'
import { findSolution } from './lookup.ts'

export const solutionRunId = z.strictObject({ id: z.string().max(64) })

const select = (tx: Tx) => {
  const { solutionRun, datasetVersion, trainingJob, modelVersion } = tables
  return tx
    .select({
      run: solutionRun,
      version: {
        status: datasetVersion.status,
        rows: datasetVersion.rows,
        progress: datasetVersion.progress,
      },
      job: { status: trainingJob.status, modelId: trainingJob.modelId, progress: trainingJob.progress },
      modelVersion: { id: modelVersion.id, accuracy: modelVersion.accuracy },
    })
    .from(solutionRun)
    .leftJoin(datasetVersion, eq(datasetVersion.id, solutionRun.datasetVersionId))
    .leftJoin(trainingJob, eq(trainingJob.id, solutionRun.trainingJobId))
    .leftJoin(modelVersion, eq(modelVersion.trainingJobId, solutionRun.trainingJobId))
}

const present = ({
  run,
  version,
  job,
  modelVersion,
}: Awaited<ReturnType<typeof select>>[number]): SolutionRunView => ({
  id: run.id,
  solution: run.solution,
  ownData: run.ownData,
  status: run.status,
  datasetId: run.datasetId,
  datasetVersionId: run.datasetVersionId,
  trainingJobId: run.trainingJobId,
  deploymentId: run.deploymentId,
  error: run.error,
  createdAt: run.createdAt,
  finishedAt: run.finishedAt,
  // Written by the worker after parsing with these schemas.
  version: version && { ...version, progress: version.progress as IngestProgress | null },
  job: job && { ...job, progress: job.progress as TrainingProgress | null },
  modelVersion,
})

export const getSolutionRun = (
  ctx: WorkspaceCtx,
  input: z.input<typeof solutionRunId>,
): Promise<SolutionRunView> => {
  const { id } = solutionRunId.parse(input)
  return inWorkspace(ctx, 'viewer', async (tx) => {
    const [found] = await select(tx).where(eq(tables.solutionRun.id, id))
    if (!found) throw new NotFound('solution run', id)
    return present(found)
  })
}

/** Those on their way, and the last that ended, the newest first. */
export const listSolutionRuns = (ctx: WorkspaceCtx): Promise<SolutionRunView[]> =>
  inWorkspace(ctx, 'viewer', async (tx) => {
    const rows = await select(tx).orderBy(desc(tables.solutionRun.createdAt)).limit(10)
    return rows.map(present)
  })

export const solutionExamplesInput = z.strictObject({ deploymentId: z.string().max(64) })

/** Calls to try on a deployment that came of a solution; none for any other. */
export const listSolutionExamples = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof solutionExamplesInput>,
): Promise<ExampleInput[]> => {
  const { deploymentId } = solutionExamplesInput.parse(input)
  const run = await inWorkspace(ctx, 'viewer', async (tx) => {
    const { deployment, solutionRun } = tables
    const [found] = await tx
      .select({ solution: solutionRun.solution, ownData: solutionRun.ownData })
      .from(deployment)
      .leftJoin(solutionRun, eq(solutionRun.deploymentId, deployment.id))
      .where(eq(deployment.id, deploymentId))
    if (!found) throw new NotFound('deployment', deploymentId)
    return found
  })
  // The examples have the sample's columns; data of one's own have others.
  if (!run.solution || run.ownData) return []
  return (await findSolution(run.solution)?.makeExamples()) ?? []
}
