import { newId, type Tx, tables } from '@assay/db'
import type { SentInput } from '@assay/ml-core/schema'
import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import { manifestOf } from '../model/present.ts'
import type { CallAnswer, LabellingReason } from '../views.ts'
import { hashInput } from './import-rows.ts'
import { ensurePlan, tellLabelling } from './plan.ts'

/** Nobody labels more; what comes while so many wait is kept with its call alone. */
const mostOpen = 5_000

/** An input that a deployment kept, as it is kept. */
export type CapturedRow = {
  requestId: string
  place: number
  deploymentId: string
  modelVersionId: string
  input: SentInput
  answer: CallAnswer
  /** The next label's score, where it is known. */
  runnerUp: number | null
  createdAt: Date
  expiresAt: Date
}

type Served = { workspaceId: string; deploymentId: string }

/**
 * The dataset that a deployment's rows would join, its plan made where there is none; null where rows can't be
 * labelled: of pictures and sounds, of any number of labels, or where the data is gone.
 */
const findLabelled = async (tx: Tx, { workspaceId, deploymentId }: Served): Promise<string | null> => {
  const { deployment, model, modelVersion, dataset } = tables
  const [found] = await tx
    .select({ datasetId: dataset.id, kind: model.kind, manifest: modelVersion.manifest })
    .from(deployment)
    .innerJoin(model, eq(model.id, deployment.modelId))
    .innerJoin(modelVersion, eq(modelVersion.id, deployment.modelVersionId))
    .innerJoin(dataset, and(eq(dataset.id, model.datasetId), isNull(dataset.deletedAt)))
    .where(and(eq(deployment.id, deploymentId), inArray(model.kind, ['text', 'table'])))
  if (!found) return null
  const { labels, task } = manifestOf({ manifest: found.manifest })
  if (task === 'multi') return null
  await ensurePlan(tx, { workspaceId, datasetId: found.datasetId, kind: found.kind, classes: labels })
  return found.datasetId
}

const itemOf = (row: CapturedRow, workspaceId: string, datasetId: string, reason: LabellingReason) => ({
  id: newId('lbl'),
  workspaceId,
  datasetId,
  queue: 'production' as const,
  contentSha256: hashInput(row.input),
  input: row.input,
  suggestion: row.answer.label,
  suggestionScore: row.answer.label === null ? null : row.answer.score,
  modelVersionId: row.modelVersionId,
  // One minus the margin, as the scoring orders rows; where the second score was not asked for, what is left of one.
  priority: 1 - Math.abs(row.answer.score - (row.runnerUp ?? 1 - row.answer.score)),
  reason,
  expiresAt: row.expiresAt,
})

/** Lets captured rows wait to be labelled, those that the model was least sure of first. */
export const queueCaptured = async (tx: Tx, served: Served, rows: CapturedRow[]): Promise<void> => {
  const datasetId = await findLabelled(tx, served)
  if (datasetId === null) return
  const { labellingItem } = tables
  const isOpen = and(
    eq(labellingItem.datasetId, datasetId),
    eq(labellingItem.queue, 'production'),
    eq(labellingItem.state, 'open'),
  )
  const room = mostOpen - (await tx.$count(labellingItem, isOpen))
  if (room <= 0) return
  const items = rows.slice(0, room).map((row) => {
    const { requestId, deploymentId, place } = row
    return itemOf(row, served.workspaceId, datasetId, { type: 'call', requestId, deploymentId, place })
  })
  await tx.insert(labellingItem).values(items).onConflictDoNothing()
  await tellLabelling(tx, served.workspaceId, datasetId)
}

/** Above all that a model orders: somebody has said that the answer is wrong, or merely what it should be. */
const priorityOf = (correct: boolean | null): number =>
  correct === false ? 300_000 : correct === null ? 200_000 : 100_000

/**
 * Lets a captured row of which somebody said what is right be looked at before others. True where it waits; what is
 * labelled already stays as it is.
 */
export const queueFeedback = async (
  tx: Tx,
  served: Served,
  row: CapturedRow,
  said: { label: string | null; correct: boolean | null; comment: string | null },
): Promise<boolean> => {
  const datasetId = await findLabelled(tx, served)
  if (datasetId === null) return false
  const { labellingItem } = tables
  const { requestId, deploymentId, place } = row
  const reason: LabellingReason = { type: 'feedback', requestId, deploymentId, place, ...said }
  const priority = priorityOf(said.correct)
  const [kept] = await tx
    .insert(labellingItem)
    .values({ ...itemOf(row, served.workspaceId, datasetId, reason), priority })
    .onConflictDoUpdate({
      target: [labellingItem.datasetId, labellingItem.queue, labellingItem.contentSha256],
      set: { reason: sql`excluded.reason`, priority },
      setWhere: eq(labellingItem.state, 'open'),
    })
    .returning({ id: labellingItem.id })
  if (kept) await tellLabelling(tx, served.workspaceId, datasetId)
  return kept !== undefined
}
