import { type Tx, tables } from '@assay/db'
import { type Solution, type SolutionId, solutions } from '@assay/solutions'
import { eq } from 'drizzle-orm'
import { notifyChange } from '../core/notify.ts'
import { NotFound } from '../errors/index.ts'

export const solutionIds = Object.keys(solutions) as [SolutionId, ...SolutionId[]]

/** Null for one that an earlier release had. */
export const findSolution = (id: string): Solution | null =>
  Object.entries<Solution>(solutions).find(([name]) => name === id)?.[1] ?? null

export type SolutionRunRow = typeof tables.solutionRun.$inferSelect

/** Locked until the caller's transaction ends. */
export const lockSolutionRun = async (tx: Tx, id: string): Promise<SolutionRunRow> => {
  const { solutionRun } = tables
  const [found] = await tx.select().from(solutionRun).where(eq(solutionRun.id, id)).for('update')
  if (!found) throw new NotFound('solution run', id)
  return found
}

export const updateSolutionRun = async (
  tx: Tx,
  { id, workspaceId }: { id: string; workspaceId: string },
  change: Partial<SolutionRunRow>,
): Promise<void> => {
  const { solutionRun } = tables
  await tx.update(solutionRun).set(change).where(eq(solutionRun.id, id))
  await notifyChange(tx, { topic: 'solution', workspaceId, id })
}
