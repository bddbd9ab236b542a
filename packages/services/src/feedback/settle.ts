import { tables, withWorkspace } from '@assay/db'
import { eq } from 'drizzle-orm'
import type { Services } from '../core/context.ts'
import type { JobPayload } from '../core/jobs.ts'
import { findAnswer } from './find-answer.ts'
import { queueSaid } from './queue-said.ts'

/**
 * `feedback.settle`: feedback that came before the log of its call was written is judged once that is. A call that is
 * not in the log, as it was no part of the sample, stays without a judgement unless somebody gave one.
 */
export const settleFeedback = (
  services: Services,
  { workspaceId, feedbackId }: JobPayload<'feedback.settle'>,
): Promise<void> =>
  withWorkspace(services.dbs.app, workspaceId, async (tx) => {
    const { feedback } = tables
    const [said] = await tx.select().from(feedback).where(eq(feedback.id, feedbackId)).for('update')
    if (!said || said.predicted !== null) return
    const answer = await findAnswer(tx, said.requestId, said.place)
    if (!answer) return
    const predicted = answer.answer.label
    const correct = predicted !== null && said.label !== null ? predicted === said.label : said.correct
    const label = said.label ?? (correct === true ? predicted : null)
    await tx.update(feedback).set({ predicted, correct, label }).where(eq(feedback.id, feedbackId))
    await queueSaid(tx, workspaceId, answer, { label, correct, comment: said.comment })
  })
