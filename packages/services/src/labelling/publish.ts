import { type DatasetEdit, type DatasetProfile, ingestOptionsSchema } from '@assay/datasets/schema'
import { newId, type Tx, tables } from '@assay/db'
import type { SentInput } from '@assay/ml-core/schema'
import { and, asc, eq, inArray, isNotNull, or, sql } from 'drizzle-orm'
import type { z } from 'zod'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { groupBy } from '../core/group-by.ts'
import { addEdited } from '../dataset/edit.ts'
import { findDataset } from '../dataset/lookup.ts'
import { readProfile } from '../dataset/present.ts'
import { queueVersion } from '../dataset/queue-version.ts'
import { requireStorage } from '../dataset/storage.ts'
import { AssayError } from '../errors/index.ts'
import type { PublishPreview } from '../views.ts'
import type { ItemRow } from './next.ts'
import { labellingDataset } from './overview.ts'
import { requirePlan, tellLabelling } from './plan.ts'
import { findNewestReady } from './scoring.ts'

/** As many as one edit holds. */
const mostAtOnce = 10_000

type Ready = ItemRow & { label: string }

/** Labelled rows that no version has; a version that failed had none. */
const findReady = async (tx: Tx, datasetId: string): Promise<Ready[]> => {
  const { labellingItem, datasetVersion } = tables
  const failed = tx
    .select({ id: datasetVersion.id })
    .from(datasetVersion)
    .where(and(eq(datasetVersion.datasetId, datasetId), eq(datasetVersion.status, 'failed')))
  const rows = await tx
    .select()
    .from(labellingItem)
    .where(
      and(
        eq(labellingItem.datasetId, datasetId),
        isNotNull(labellingItem.label),
        or(eq(labellingItem.state, 'labelled'), inArray(labellingItem.publishedIn, failed)),
      ),
    )
    .orderBy(asc(labellingItem.id))
    .limit(mostAtOnce)
  return rows.filter((row): row is Ready => row.label !== null)
}

type Sorted = { added: Ready[]; relabelled: Ready[]; confirmed: Ready[] }

/** What becomes of each row. Rows of an earlier version than the newest wait until a model has looked through that. */
const sortReady = (rows: Ready[], versionId: string | null): Sorted => {
  // What came in a file and in a call as well is one row.
  const added = new Map<string, Ready>()
  const repeated: Ready[] = []
  for (const row of rows.filter(isNew))
    if (added.has(row.contentSha256)) repeated.push(row)
    else added.set(row.contentSha256, row)
  const had = rows.filter((row) => !isNew(row))
  return {
    added: [...added.values()],
    relabelled: had.filter((row) => row.label !== row.givenLabel && row.versionId === versionId),
    confirmed: [...had.filter((row) => row.label === row.givenLabel), ...repeated],
  }
}

const isNew = ({ queue }: Ready): boolean => queue === 'unlabelled' || queue === 'production'

const countClasses = (rows: Ready[]): PublishPreview['perClass'] =>
  [...groupBy(rows, ({ label }) => label)]
    .map(([label, own]) => ({ label, count: own.length }))
    .sort((a, b) => b.count - a.count)

/** What publishing would do. */
export const previewPublish = (
  ctx: WorkspaceCtx,
  input: z.input<typeof labellingDataset>,
): Promise<PublishPreview> => {
  const { datasetId } = labellingDataset.parse(input)
  return inWorkspace(ctx, 'viewer', async (tx) => {
    await requirePlan(tx, datasetId)
    const base = await findNewestReady(tx, datasetId)
    const { added, relabelled, confirmed } = sortReady(await findReady(tx, datasetId), base?.id ?? null)
    return {
      added: added.length,
      relabelled: relabelled.length,
      confirmed: confirmed.length,
      perClass: countClasses([...added, ...relabelled]),
      from: base && { id: base.id, number: base.number },
    }
  })
}

/** Makes the dataset's next version with the labels that people agree on, or its first one. */
export const publishLabels = (
  ctx: WorkspaceCtx,
  input: z.input<typeof labellingDataset>,
): Promise<{ id: string; number: number }> => {
  const { datasetId } = labellingDataset.parse(input)
  return inWorkspace(ctx, 'member', async (tx) => {
    await requirePlan(tx, datasetId)
    // Two people who publish at once would put the same rows into two versions.
    await tx
      .select({ id: tables.labellingPlan.datasetId })
      .from(tables.labellingPlan)
      .where(eq(tables.labellingPlan.datasetId, datasetId))
      .for('update')
    const base = await findNewestReady(tx, datasetId)
    const sorted = sortReady(await findReady(tx, datasetId), base?.id ?? null)
    if (sorted.added.length + sorted.relabelled.length === 0)
      throw new AssayError('conflict', 'No label has changed since the newest version.')
    const profile = base && readProfile(base)
    const made =
      base && profile
        ? await addEdited(tx, ctx, base, editsOf(sorted, profile))
        : await addFirst(tx, ctx, datasetId, sorted.added)
    const done = [...sorted.added, ...sorted.relabelled, ...sorted.confirmed].map(({ id }) => id)
    await tx.execute(sql`
      update labelling_item set state = 'published', published_in = ${made.id}
      where id in (select jsonb_array_elements_text(${JSON.stringify(done)}::jsonb))`)
    await tellLabelling(tx, ctx.workspaceId, datasetId)
    return { id: made.id, number: made.number }
  })
}

const editsOf = ({ added, relabelled }: Sorted, profile: DatasetProfile): DatasetEdit[] => {
  const names = new Set(profile.columns.map(({ name }) => name))
  const valuesOf = (input: SentInput) =>
    typeof input === 'string'
      ? { [profile.textColumn ?? '']: input }
      : Object.fromEntries(Object.entries(input).filter(([name]) => names.has(name)))
  const rows = added.map((row) => ({
    label: row.label,
    // Rows that were picked for being hard would make the test split harder than what is to come.
    split: 'train' as const,
    // Only the import and what calls leave write these queues.
    values: valuesOf(row.input as SentInput),
  }))
  const changes = relabelled.flatMap(({ row, label }) => (row === null ? [] : [{ row, label }]))
  return [
    ...(rows.length > 0 ? [{ type: 'add_rows' as const, rows }] : []),
    ...(changes.length > 0 ? [{ type: 'relabel' as const, changes }] : []),
  ]
}

/** There is no version to go on from: the labelled rows become an upload of their own. */
const addFirst = async (
  tx: Tx,
  ctx: WorkspaceCtx,
  datasetId: string,
  rows: Ready[],
): Promise<{ id: string; number: number }> => {
  if (new Set(rows.map(({ label }) => label)).size < 2)
    throw new AssayError('conflict', 'A classifier needs rows of at least two classes. Label some more.')
  const { name } = await findDataset(tx, datasetId)
  const isText = typeof rows[0]?.input === 'string'
  const taken = new Set(rows.flatMap(({ input }) => (isText ? ['text'] : Object.keys(input as object))))
  let labelColumn = 'label'
  while (taken.has(labelColumn)) labelColumn += '_'
  const lines = rows.map(({ input, label }) =>
    JSON.stringify(
      isText ? { text: input, [labelColumn]: label } : { ...(input as object), [labelColumn]: label },
    ),
  )
  const content = Buffer.from(`${lines.join('\n')}\n`)
  await requireStorage(tx, ctx.workspaceId, content.length)
  const id = newId('dsv')
  const uploadKey = `${ctx.workspaceId}/uploads/${id}`
  const stored = await ctx.store.put(uploadKey, content)
  const options = ingestOptionsSchema.parse({
    labelColumn,
    labelFormat: 'single',
    kind: isText ? 'text' : 'table',
    ...(isText && { textColumn: 'text' }),
  })
  return queueVersion(tx, ctx, { id, datasetId, fileName: `${name}.jsonl`, uploadKey, options, stored })
}
