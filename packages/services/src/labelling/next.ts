import { pageRows } from '@assay/datasets'
import { tables } from '@assay/db'
import type { SentInput } from '@assay/ml-core/schema'
import { and, asc, desc, eq, inArray, isNull, lt, notInArray, or, sql } from 'drizzle-orm'
import { z } from 'zod'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { groupBy } from '../core/group-by.ts'
import { findDatasetVersion } from '../dataset/lookup.ts'
import { readProfile } from '../dataset/present.ts'
import type { LabellingItemView, LabellingReason } from '../views.ts'
import { requirePlan } from './plan.ts'

/** For so long nobody else is asked about a row that somebody was shown. */
const heldMs = 120_000

export const labellingQueue = z.enum(['unlabelled', 'uncertain', 'contradicted', 'production'])

export const nextItemsInput = z.strictObject({
  datasetId: z.string().max(64),
  queue: labellingQueue,
  limit: z.int().min(1).max(50).default(10),
  /** Rows that are on the screen already. */
  except: z.array(z.string().max(64)).max(200).default([]),
})

export type ItemRow = typeof tables.labellingItem.$inferSelect

/** The rows that this person should label next, the most worthwhile first; for a while they are theirs. */
export const nextItems = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof nextItemsInput>,
): Promise<LabellingItemView[]> => {
  const { datasetId, queue, limit, except } = nextItemsInput.parse(input)
  const userId = requireAnnotator(ctx)
  const { labellingItem, annotation } = tables
  const rows = await inWorkspace(ctx, 'member', async (tx) => {
    const { annotators } = await requirePlan(tx, datasetId)
    const now = ctx.now()
    const isFree = or(
      isNull(labellingItem.heldUntil),
      lt(labellingItem.heldUntil, now),
      eq(labellingItem.heldBy, userId),
    )
    const found = await tx
      .select()
      .from(labellingItem)
      .where(
        and(
          eq(labellingItem.datasetId, datasetId),
          eq(labellingItem.queue, queue),
          eq(labellingItem.state, 'open'),
          // Where several people label a row, they may do so at once.
          annotators === 1 ? isFree : undefined,
          except.length > 0 ? notInArray(labellingItem.id, except) : undefined,
          sql`not exists (select from ${annotation} where ${annotation.itemId} = ${labellingItem.id}
            and ${annotation.userId} = ${userId})`,
        ),
      )
      .orderBy(desc(labellingItem.priority), asc(labellingItem.id))
      .limit(limit)
      .for('update', { skipLocked: true })
    const ids = found.map(({ id }) => id)
    if (ids.length > 0)
      await tx
        .update(labellingItem)
        .set({ heldBy: userId, heldUntil: new Date(now.getTime() + heldMs) })
        .where(inArray(labellingItem.id, ids))
    return found
  })
  return presentItems(ctx, rows)
}

/** Labels are somebody's word: a key or a job has none. */
export const requireAnnotator = (ctx: WorkspaceCtx): string => {
  if (ctx.actor.type !== 'user') throw new Error('Only people label rows')
  return ctx.actor.id
}

/** Rows with what there is to see or hear of them. */
export const presentItems = async (ctx: WorkspaceCtx, rows: ItemRow[]): Promise<LabellingItemView[]> => {
  const pictures = await readPictures(ctx, rows)
  return rows.map((row) => ({
    id: row.id,
    queue: row.queue,
    // Written by the import and by the scoring job alone.
    input: row.input as SentInput | null,
    picture: pictures.get(row.id) ?? null,
    clip:
      row.input === null && row.versionId !== null && row.row !== null && !pictures.has(row.id)
        ? { versionId: row.versionId, row: row.row }
        : null,
    givenLabel: row.givenLabel,
    suggestion: row.suggestion === null ? null : { label: row.suggestion, score: row.suggestionScore ?? 0 },
    // Written by the scoring job and by what calls leave.
    reason: row.reason as LabellingReason | null,
  }))
}

const readPictures = async (ctx: WorkspaceCtx, rows: ItemRow[]): Promise<Map<string, string>> => {
  const pictures = new Map<string, string>()
  const byVersion = groupBy(
    rows.filter((row) => row.input === null),
    (row) => row.versionId,
  )
  for (const [versionId, own] of byVersion) {
    if (versionId === null) continue
    const version = await inWorkspace(ctx, 'viewer', (tx) => findDatasetVersion(tx, versionId))
    const profile = readProfile(version)
    if (!version.parquetKey || profile?.kind !== 'image') continue
    const rowNumbers = own.flatMap(({ row }) => (row === null ? [] : [row]))
    const path = await ctx.store.localPath(version.parquetKey)
    const page = await pageRows({
      path,
      profile,
      offset: 0,
      limit: rowNumbers.length,
      filter: { rowNumbers },
    })
    const byRow = new Map(page.rows.map(({ row, picture }) => [row, picture]))
    for (const { id, row } of own) {
      const picture = row === null ? undefined : byRow.get(row)
      if (picture !== undefined) pictures.set(id, picture)
    }
  }
  return pictures
}
