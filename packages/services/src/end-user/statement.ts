import { tables } from '@assay/db'
import { and, eq, gte, lt } from 'drizzle-orm'
import { z } from 'zod'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { toCsv } from '../core/csv.ts'
import { NotFound } from '../errors/index.ts'
import type { EndUserStatement } from '../views.ts'

export const endUserStatementInput = z.strictObject({
  id: z.string().max(128),
  /** In UTC. */
  month: z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/, 'must be a month such as 2026-11'),
})

/** What an end user used in a month, by day and deployment, also as CSV; the lines add up to the month's counter. */
export const endUserStatement = (
  ctx: WorkspaceCtx,
  input: z.input<typeof endUserStatementInput>,
): Promise<EndUserStatement> => {
  const { id, month } = endUserStatementInput.parse(input)
  const { endUser, endUserUsage, deployment } = tables
  const from = `${month}-01`
  const [year = 0, number = 1] = month.split('-').map(Number)
  const to = new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 10)
  return inWorkspace(ctx, 'viewer', async (tx) => {
    const [found] = await tx.select({ id: endUser.id }).from(endUser).where(eq(endUser.id, id))
    if (!found) throw new NotFound('end user', id)
    const rows = await tx
      .select({
        day: endUserUsage.day,
        deploymentId: endUserUsage.deploymentId,
        deploymentName: deployment.name,
        predictions: endUserUsage.quantity,
      })
      .from(endUserUsage)
      .leftJoin(deployment, eq(deployment.id, endUserUsage.deploymentId))
      .where(and(eq(endUserUsage.endUserId, id), gte(endUserUsage.day, from), lt(endUserUsage.day, to)))
      .orderBy(endUserUsage.day, endUserUsage.deploymentId)
    const lines = rows.map((row) => ({ ...row, deploymentName: row.deploymentName ?? row.deploymentId }))
    const total = lines.reduce((sum, { predictions }) => sum + predictions, 0)
    const csv = toCsv([
      ['end_user', 'day', 'deployment', 'deployment_name', 'predictions'],
      ...lines.map((line) => [id, line.day, line.deploymentId, line.deploymentName, line.predictions]),
      [id, 'total', '', '', total],
    ])
    return { endUserId: id, month, lines, total, csv }
  })
}
