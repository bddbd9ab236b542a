import { type Tx, tables } from '@assay/db'
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { AssayError, NotFound } from '../errors/index.ts'
import { type ItemRow, requireAnnotator } from './next.ts'
import { requirePlan } from './plan.ts'

const itemId = z.string().max(64)

export const annotateInput = z.strictObject({
  itemId,
  /** Null: passed on to somebody else. */
  label: z.string().min(1).max(1000).nullable(),
  flagged: z.boolean().default(false),
})

export const lockItem = async (tx: Tx, id: string): Promise<ItemRow> => {
  const { labellingItem } = tables
  const [found] = await tx.select().from(labellingItem).where(eq(labellingItem.id, id)).for('update')
  if (!found) throw new NotFound('row to label', id)
  return found
}

export const requireClass = (classes: readonly string[], label: string): void => {
  if (!classes.includes(label))
    throw new AssayError('invalid_request', `“${label}” is not one of the classes. Add it first.`, {
      param: 'label',
    })
}

/** One person's answer about a row; answering again replaces it. What is in a version already is not asked about. */
export const annotateItem = (
  ctx: WorkspaceCtx,
  input: z.input<typeof annotateInput>,
): Promise<{ state: ItemRow['state'] }> => {
  const { itemId: id, label, flagged } = annotateInput.parse(input)
  const userId = requireAnnotator(ctx)
  return inWorkspace(ctx, 'member', async (tx) => {
    const item = await lockItem(tx, id)
    if (item.state === 'published' || item.settledBy)
      throw new AssayError('conflict', 'This row is already settled.')
    const plan = await requirePlan(tx, item.datasetId)
    if (label !== null) requireClass(plan.classes, label)
    const answer = { label, flagged, createdAt: ctx.now() }
    await tx
      .insert(tables.annotation)
      .values({ workspaceId: ctx.workspaceId, itemId: id, userId, ...answer })
      .onConflictDoUpdate({ target: [tables.annotation.itemId, tables.annotation.userId], set: answer })
    return { state: await weigh(tx, item, plan.annotators) }
  })
}

export const undoAnnotationInput = z.strictObject({ itemId })

/** Takes one's own answer back; the row is open again. */
export const undoAnnotation = (
  ctx: WorkspaceCtx,
  input: z.input<typeof undoAnnotationInput>,
): Promise<{ state: ItemRow['state'] }> => {
  const { itemId: id } = undoAnnotationInput.parse(input)
  const userId = requireAnnotator(ctx)
  const { annotation } = tables
  return inWorkspace(ctx, 'member', async (tx) => {
    const item = await lockItem(tx, id)
    if (item.state === 'published') throw new AssayError('conflict', 'This row is already in a version.')
    await tx.delete(annotation).where(and(eq(annotation.itemId, id), eq(annotation.userId, userId)))
    const { annotators } = await requirePlan(tx, item.datasetId)
    return { state: await weigh(tx, item, annotators) }
  })
}

/** What all answers come to: too few, one label, or a dispute. A flag is a dispute, too. */
const weigh = async (tx: Tx, item: ItemRow, annotators: number): Promise<ItemRow['state']> => {
  const { annotation, labellingItem } = tables
  const answers = await tx.select().from(annotation).where(eq(annotation.itemId, item.id))
  const labels = answers.flatMap(({ label }) => (label === null ? [] : [label]))
  const agreed = new Set(labels).size === 1
  const flagged = answers.some((answer) => answer.flagged)
  const state =
    flagged || (labels.length >= annotators && !agreed)
      ? 'disputed'
      : labels.length >= annotators
        ? 'labelled'
        : 'open'
  await tx
    .update(labellingItem)
    .set({
      state,
      label: state === 'labelled' ? (labels[0] ?? null) : null,
      settledBy: null,
      heldBy: null,
      heldUntil: null,
    })
    .where(eq(labellingItem.id, item.id))
  return state
}
