import { tables } from '@assay/db'
import { and, asc, eq, inArray } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { type Page, pageInput } from '../core/page.ts'
import { AssayError } from '../errors/index.ts'
import type { DisputedItemView } from '../views.ts'
import { lockItem, requireClass } from './annotate.ts'
import { presentItems, requireAnnotator } from './next.ts'
import { requirePlan, tellLabelling } from './plan.ts'

export const listDisputedInput = pageInput.extend({ datasetId: z.string().max(64) })

/** Rows about which their annotators differ, or that somebody flagged, with who said what. */
export const listDisputed = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof listDisputedInput>,
): Promise<Page<DisputedItemView>> => {
  const { datasetId, offset, limit } = listDisputedInput.parse(input)
  const { labellingItem, annotation, user } = tables
  const isDisputed = and(eq(labellingItem.datasetId, datasetId), eq(labellingItem.state, 'disputed'))
  const { rows, total, answers } = await inWorkspace(ctx, 'viewer', async (tx) => {
    await requirePlan(tx, datasetId)
    const rows = await tx
      .select()
      .from(labellingItem)
      .where(isDisputed)
      .orderBy(asc(labellingItem.id))
      .limit(limit)
      .offset(offset)
    const ids = rows.map(({ id }) => id)
    const answers =
      ids.length === 0
        ? []
        : await tx
            .select({
              itemId: annotation.itemId,
              name: user.name,
              label: annotation.label,
              flagged: annotation.flagged,
              at: annotation.createdAt,
            })
            .from(annotation)
            .innerJoin(user, eq(user.id, annotation.userId))
            .where(inArray(annotation.itemId, ids))
            .orderBy(asc(annotation.createdAt))
    return { rows, total: await tx.$count(labellingItem, isDisputed), answers }
  })
  const items = await presentItems(ctx, rows)
  return {
    total,
    items: items.map((item) => ({
      ...item,
      answers: answers
        .filter(({ itemId }) => itemId === item.id)
        .map(({ name, label, flagged, at }) => ({ name, label: label ?? '', flagged, at })),
    })),
  }
}

export const settleItemInput = z.strictObject({
  itemId: z.string().max(64),
  label: z.string().min(1).max(1000),
})

/** One person's word ends a dispute. */
export const settleItem = (ctx: WorkspaceCtx, input: z.input<typeof settleItemInput>): Promise<void> => {
  const { itemId, label } = settleItemInput.parse(input)
  const userId = requireAnnotator(ctx)
  return inWorkspace(ctx, 'member', async (tx) => {
    const item = await lockItem(tx, itemId)
    if (item.state !== 'disputed') throw new AssayError('conflict', 'This row is no longer disputed.')
    const { classes } = await requirePlan(tx, item.datasetId)
    requireClass(classes, label)
    await tx
      .update(tables.labellingItem)
      .set({ state: 'labelled', label, settledBy: userId })
      .where(eq(tables.labellingItem.id, itemId))
    await tellLabelling(tx, ctx.workspaceId, item.datasetId)
    await writeAudit(tx, ctx, 'labelling.settled', { type: 'dataset', id: item.datasetId }, { itemId, label })
  })
}
