import { type Tx, tables } from '@assay/db'
import { and, eq } from 'drizzle-orm'
import { enqueue } from '../core/jobs.ts'

/** A step has come to an end: the solution that waits for it goes on, as soon as the caller's transaction holds. */
export const continueSolution = async (
  tx: Tx,
  step: { datasetVersionId: string } | { trainingJobId: string },
): Promise<void> => {
  const { solutionRun } = tables
  const isOf =
    'trainingJobId' in step
      ? eq(solutionRun.trainingJobId, step.trainingJobId)
      : eq(solutionRun.datasetVersionId, step.datasetVersionId)
  const waiting = await tx
    .select({ id: solutionRun.id, workspaceId: solutionRun.workspaceId })
    .from(solutionRun)
    .where(and(isOf, eq(solutionRun.status, 'running')))
  for (const { id, workspaceId } of waiting)
    await enqueue(tx, 'solution.advance', { workspaceId, solutionRunId: id })
}
