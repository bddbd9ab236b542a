import { type Tx, tables } from '@assay/db'
import { and, asc, desc, eq, exists, gte, lt, sql } from 'drizzle-orm'
import { z } from 'zod'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { type Page, pageInput } from '../core/page.ts'
import { NotFound } from '../errors/index.ts'
import type { CallAnswer, RequestDetail, RequestView } from '../views.ts'

export const listRequestsInput = pageInput.extend({
  deploymentId: z.string().max(64),
  outcome: z.enum(['answered', 'refused']).optional(),
  /** Answered with this label, at any place. */
  label: z.string().max(1000).optional(),
  endUserId: z.string().max(128).optional(),
  apiKeyId: z.string().max(64).optional(),
  requestId: z.string().max(64).optional(),
  /** Whether something of it was kept. */
  captured: z.boolean().optional(),
})

/** Beyond so many rows nobody turns pages; the count stops there. */
const mostCounted = 10_000

const { requestLog, capturedPrediction } = tables

const isCaptured = (tx: Tx) =>
  exists(
    tx
      .select({ one: sql`1` })
      .from(capturedPrediction)
      .where(eq(capturedPrediction.requestId, requestLog.id)),
  )

const select = (tx: Tx) =>
  tx
    .select({
      id: requestLog.id,
      at: requestLog.at,
      status: requestLog.status,
      code: requestLog.code,
      latencyMs: requestLog.latencyMs,
      inputs: requestLog.inputs,
      answers: requestLog.answers,
      endUserId: requestLog.endUserId,
      apiKeyId: requestLog.apiKeyId,
      apiKeyName: tables.apiKey.name,
      modelVersionId: requestLog.modelVersionId,
      versionNumber: tables.modelVersion.number,
      deploymentId: requestLog.deploymentId,
      captured: sql<boolean>`${isCaptured(tx)}`,
    })
    .from(requestLog)
    .leftJoin(tables.apiKey, eq(tables.apiKey.id, requestLog.apiKeyId))
    .leftJoin(tables.modelVersion, eq(tables.modelVersion.id, requestLog.modelVersionId))

const present = (row: Awaited<ReturnType<typeof select>>[number]): RequestView => ({
  ...row,
  // Only `keepCalls` writes it.
  answers: row.answers as CallAnswer[] | null,
})

/** The calls of a deployment, the newest first. */
export const listRequests = (
  ctx: WorkspaceCtx,
  input: z.input<typeof listRequestsInput>,
): Promise<Page<RequestView>> => {
  const { offset, limit, deploymentId, outcome, label, captured, ...ids } = listRequestsInput.parse(input)
  return inWorkspace(ctx, 'viewer', async (tx) => {
    const [found] = await tx
      .select({ id: tables.deployment.id })
      .from(tables.deployment)
      .where(eq(tables.deployment.id, deploymentId))
    if (!found) throw new NotFound('deployment', deploymentId)
    const kept = isCaptured(tx)
    const asked = and(
      eq(requestLog.deploymentId, deploymentId),
      outcome === 'answered' ? lt(requestLog.status, 400) : undefined,
      outcome === 'refused' ? gte(requestLog.status, 400) : undefined,
      label === undefined ? undefined : sql`${requestLog.answers} @> ${JSON.stringify([{ label }])}::jsonb`,
      ids.endUserId === undefined ? undefined : eq(requestLog.endUserId, ids.endUserId),
      ids.apiKeyId === undefined ? undefined : eq(requestLog.apiKeyId, ids.apiKeyId),
      ids.requestId === undefined ? undefined : eq(requestLog.id, ids.requestId),
      captured === undefined ? undefined : captured ? kept : sql`not ${kept}`,
    )
    const rows = await select(tx)
      .where(asked)
      .orderBy(desc(requestLog.at), desc(requestLog.id))
      .limit(limit)
      .offset(offset)
    const counted = tx.select({ one: sql`1` }).from(requestLog).where(asked).limit(mostCounted)
    const [{ total = 0 } = {}] = await tx
      .select({ total: sql<number>`count(*)::int` })
      .from(counted.as('counted'))
    return { items: rows.map(present), total }
  })
}

export const requestId = z.strictObject({ id: z.string().max(64) })

/** A call with what was kept of it, and what was said of its answers. */
export const getRequest = (ctx: WorkspaceCtx, input: z.input<typeof requestId>): Promise<RequestDetail> => {
  const { id } = requestId.parse(input)
  const { feedback } = tables
  return inWorkspace(ctx, 'viewer', async (tx) => {
    const [row] = await select(tx).where(eq(requestLog.id, id))
    if (!row) throw new NotFound('request', id)
    const payloads = await tx
      .select({
        place: capturedPrediction.place,
        input: capturedPrediction.input,
        answer: capturedPrediction.answer,
        expiresAt: capturedPrediction.expiresAt,
      })
      .from(capturedPrediction)
      .where(eq(capturedPrediction.requestId, id))
      .orderBy(asc(capturedPrediction.place))
    const said = await tx
      .select({
        place: feedback.place,
        label: feedback.label,
        correct: feedback.correct,
        comment: feedback.comment,
        at: feedback.updatedAt,
      })
      .from(feedback)
      .where(eq(feedback.requestId, id))
      .orderBy(asc(feedback.place))
    return {
      ...present(row),
      payloads: payloads.map((one) => ({ ...one, answer: one.answer as CallAnswer })),
      feedback: said,
    }
  })
}
