import { tables } from '@assay/db'
import { desc, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { NotFound } from '../errors/index.ts'
import type { Accuracy, FeedbackAccuracy } from '../views.ts'

export const feedbackAccuracyInput = z.strictObject({ deploymentId: z.string().max(64) })

/** 97.5 % quantile of the normal distribution. */
const z975 = 1.959963984540054

/** Wilson's 95 % interval of a share (Wilson 1927), honest for few rows and for shares near 0 and 1. */
export const measureAccuracy = (correct: number, judged: number): Accuracy => {
  if (judged === 0) return { correct, judged, share: null, low: 0, high: 1 }
  const share = correct / judged
  const scale = 1 + z975 ** 2 / judged
  const middle = (share + z975 ** 2 / (2 * judged)) / scale
  const half = (z975 / scale) * Math.sqrt((share * (1 - share)) / judged + z975 ** 2 / (4 * judged ** 2))
  return {
    correct,
    judged,
    share,
    low: correct === 0 ? 0 : Math.max(0, middle - half),
    high: correct === judged ? 1 : Math.min(1, middle + half),
  }
}

/** How right a deployment and each version that it served are, by what was said of their answers. */
export const feedbackAccuracy = (
  ctx: WorkspaceCtx,
  input: z.input<typeof feedbackAccuracyInput>,
): Promise<FeedbackAccuracy> => {
  const { deploymentId } = feedbackAccuracyInput.parse(input)
  const { deployment, feedback, modelVersion } = tables
  return inWorkspace(ctx, 'viewer', async (tx) => {
    const [found] = await tx
      .select({ id: deployment.id })
      .from(deployment)
      .where(eq(deployment.id, deploymentId))
    if (!found) throw new NotFound('deployment', deploymentId)
    const rows = await tx
      .select({
        modelVersionId: feedback.modelVersionId,
        number: modelVersion.number,
        total: sql<number>`count(*)::int`,
        judged: sql<number>`count(${feedback.correct})::int`,
        correct: sql<number>`(count(*) filter (where ${feedback.correct}))::int`,
      })
      .from(feedback)
      .innerJoin(modelVersion, eq(modelVersion.id, feedback.modelVersionId))
      .where(eq(feedback.deploymentId, deploymentId))
      .groupBy(feedback.modelVersionId, modelVersion.number)
      .orderBy(desc(modelVersion.number))
    const sum = (of: 'total' | 'judged' | 'correct') => rows.reduce((all, row) => all + row[of], 0)
    return {
      ...measureAccuracy(sum('correct'), sum('judged')),
      total: sum('total'),
      versions: rows.map(({ modelVersionId, number, total, judged, correct }) => ({
        modelVersionId,
        number,
        total,
        ...measureAccuracy(correct, judged),
      })),
    }
  })
}
