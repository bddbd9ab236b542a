import { newId, type Tx, tables, timeOfId } from '@assay/db'
import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'
import { plainText } from '../core/page.ts'
import { AssayError, NotFound } from '../errors/index.ts'
import { manifestOf } from '../model/present.ts'
import { findModelVersion } from '../model/read.ts'
import { findCall } from '../usage/index.ts'
import type { FeedbackReceipt } from '../views.ts'
import { findAnswer } from './find-answer.ts'
import { judge, labelsApart } from './judge.ts'
import { queueSaid } from './queue-said.ts'

export const giveFeedbackInput = z
  .strictObject({
    /** A prediction's id; of a call with one input, the call's will do. */
    prediction_id: z.string().max(64),
    /** What is right. */
    label: plainText(1000).optional(),
    /** What is right where an answer has any number of labels; empty: none. */
    labels: z.array(plainText(1000)).max(1000).optional(),
    /** Whether the answer was right, where no label is named. */
    correct: z.boolean().optional(),
    comment: plainText(2000).optional(),
    end_user: plainText(128).optional(),
  })
  .refine(
    ({ label, labels, correct }) => label !== undefined || labels !== undefined || correct !== undefined,
    'Say what is right (label, or labels), or whether the answer was (correct).',
  )

const idPattern = /^(req_[0-9a-z]{26})(?:-(\d{1,5}))?$/
/** For so long a call's log may not be written yet. */
const freshMs = 60_000
const settleAfterMs = 5_000

/**
 * Keeps what somebody who knows says of an answer; said again of the same answer, the last word holds. Throws
 * `not_found` where the workspace, or the deployment that the key is bound to, has no such prediction.
 */
export const giveFeedback = (
  ctx: WorkspaceCtx,
  /** Parsed here; from a key's holder it is whatever they sent. */
  input: unknown,
  boundTo: string | null = null,
): Promise<FeedbackReceipt> => {
  const {
    prediction_id: predictionId,
    comment = null,
    end_user: endUserId = null,
    ...said
  } = giveFeedbackInput.parse(input)
  return inWorkspace(ctx, 'member', async (tx) => {
    const { requestId, place, call } = await requirePrediction(tx, ctx, predictionId, boundTo)
    const answer = await findAnswer(tx, requestId, place)
    const predicted = answer?.answer.label ?? null
    const named = await readLabel(tx, call.modelVersionId, call.deploymentId, said)
    const correct = judge(predicted, named, said.correct ?? null)
    // Who says that an answer is right has named its label.
    const label = named ?? (correct === true ? predicted : null)
    const kept = { predicted, label, correct, comment, endUserId, updatedAt: ctx.now() }
    const [row] = await tx
      .insert(tables.feedback)
      .values({
        id: newId('fbk'),
        workspaceId: ctx.workspaceId,
        deploymentId: call.deploymentId,
        modelVersionId: call.modelVersionId,
        requestId,
        place,
        apiKeyId: ctx.actor.type === 'api_key' ? ctx.actor.id : null,
        ...kept,
      })
      .onConflictDoUpdate({
        target: [tables.feedback.requestId, tables.feedback.place],
        set: { ...kept, predicted: sql`coalesce(excluded.predicted, ${tables.feedback.predicted})` },
      })
      .returning({ id: tables.feedback.id })
    if (!row) throw new Error('The feedback was not written')
    const queued = await queueSaid(tx, ctx.workspaceId, answer, { label, correct, comment })
    if (answer === null && ctx.now().getTime() - timeOfId(requestId) < freshMs)
      await enqueue(
        tx,
        'feedback.settle',
        { workspaceId: ctx.workspaceId, feedbackId: row.id },
        { key: `feedback/${row.id}`, runAt: new Date(Date.now() + settleAfterMs) },
      )
    return { id: row.id, prediction_id: `${requestId}-${place}`, correct, queued }
  })
}

const requirePrediction = async (tx: Tx, ctx: WorkspaceCtx, id: string, boundTo: string | null) => {
  const [, requestId = '', written] = idPattern.exec(id) ?? []
  const call = requestId === '' ? null : await findCall(tx, ctx.workspaceId, requestId)
  if (!call || (boundTo !== null && call.deploymentId !== boundTo)) throw new NotFound('prediction', id)
  if (written === undefined && call.quantity > 1)
    throw new AssayError(
      'invalid_request',
      `That call has ${call.quantity} predictions. Name one of them, from ${requestId}-0 to ${requestId}-${call.quantity - 1}.`,
      { param: 'prediction_id' },
    )
  const place = Number(written ?? 0)
  if (place >= call.quantity) throw new NotFound('prediction', id)
  return { requestId, place, call }
}

/** The label as answers have it; only classes that there are, so that a slip of the pen does not count as a mistake of the model. */
const readLabel = async (
  tx: Tx,
  modelVersionId: string,
  deploymentId: string,
  { label, labels }: { label?: string | undefined; labels?: string[] | undefined },
): Promise<string | null> => {
  if (label === undefined && labels === undefined) return null
  const manifest = manifestOf(await findModelVersion(tx, modelVersionId))
  const multi = manifest.task === 'multi'
  if (multi !== (labels !== undefined))
    throw new AssayError(
      'invalid_request',
      multi
        ? 'This deployment answers any number of labels: send labels, a list.'
        : 'This deployment answers one label: send label.',
      { param: multi ? 'labels' : 'label' },
    )
  const named = labels ?? [label ?? '']
  const known = new Set([...manifest.labels, ...(await plannedClasses(tx, deploymentId))])
  const unknown = named.find((one) => !known.has(one))
  if (unknown !== undefined)
    throw new AssayError(
      'invalid_request',
      `“${unknown.slice(0, 100)}” is not a class of this deployment. Its classes are ${manifest.labels.slice(0, 20).join(', ')}; add a new one where the dataset is labelled.`,
      { param: multi ? 'labels' : 'label' },
    )
  return multi ? labelsApart(named) : (label ?? null)
}

const plannedClasses = async (tx: Tx, deploymentId: string): Promise<string[]> => {
  const { deployment, labellingPlan, model } = tables
  const [plan] = await tx
    .select({ classes: labellingPlan.classes })
    .from(deployment)
    .innerJoin(model, eq(model.id, deployment.modelId))
    .innerJoin(labellingPlan, eq(labellingPlan.datasetId, model.datasetId))
    .where(eq(deployment.id, deploymentId))
  return plan?.classes ?? []
}
