import { newId, type Tx, tables } from '@assay/db'
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'
import { findDataset, findDatasetVersion } from '../dataset/lookup.ts'
import { requireModelPlace } from '../training/start.ts'
import { solutionIds } from './lookup.ts'

export const startSolutionInput = z.strictObject({
  solution: z.enum(solutionIds),
  /** Data of one's own; left out, the sample. */
  datasetVersionId: z.string().max(64).optional(),
})

/** The one that is on its way already: who asks twice gets it again. */
const findRunning = async (
  tx: Tx,
  { solution, datasetVersionId }: z.output<typeof startSolutionInput>,
): Promise<string | null> => {
  const { solutionRun } = tables
  const [found] = await tx
    .select({ id: solutionRun.id })
    .from(solutionRun)
    .where(
      and(
        eq(solutionRun.solution, solution),
        eq(solutionRun.status, 'running'),
        datasetVersionId
          ? eq(solutionRun.datasetVersionId, datasetVersionId)
          : eq(solutionRun.ownData, false),
      ),
    )
  return found?.id ?? null
}

/**
 * Sets a ready-made solution going: sample or own data, training, deployment. A job carries it from step to step;
 * a restart only makes it later.
 */
export const startSolution = (
  ctx: WorkspaceCtx,
  given: z.input<typeof startSolutionInput>,
): Promise<{ id: string }> => {
  const input = startSolutionInput.parse(given)
  const { workspaceId, actor } = ctx
  return inWorkspace(ctx, 'member', async (tx) => {
    // Two clicks at once make one run.
    const { workspace } = tables
    await tx.select({ id: workspace.id }).from(workspace).where(eq(workspace.id, workspaceId)).for('update')
    const running = await findRunning(tx, input)
    if (running) return { id: running }
    await requireModelPlace(tx, workspaceId)
    const version = input.datasetVersionId ? await findDatasetVersion(tx, input.datasetVersionId) : null
    if (version) await findDataset(tx, version.datasetId)
    const id = newId('sol')
    await tx.insert(tables.solutionRun).values({
      id,
      workspaceId,
      solution: input.solution,
      status: 'running',
      ...(version && { datasetId: version.datasetId, datasetVersionId: version.id, ownData: true }),
      createdBy: actor.type === 'user' ? actor.id : null,
    })
    await enqueue(tx, 'solution.advance', { workspaceId, solutionRunId: id })
    await writeAudit(tx, ctx, 'solution.started', { type: 'solution_run', id }, input)
    return { id }
  })
}
