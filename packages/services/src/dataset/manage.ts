import { newId, type Tx, tables } from '@assay/db'
import { and, desc, eq, ilike, inArray, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { containing, type Page, pageInput, plainText } from '../core/page.ts'
import { NotFound } from '../errors/index.ts'
import type { DatasetVersionSummary, DatasetVersionView, DatasetView } from '../views.ts'
import { type DatasetVersionRow, findDataset, findDatasetVersion, versionColumns } from './lookup.ts'
import { describeVersion, readProfile, summariseVersion } from './present.ts'

export const datasetId = z.strictObject({ id: z.string().max(64) })
export const createDatasetInput = z.strictObject({ name: plainText(120) })

/** Within the caller's transaction. */
export const insertDataset = async (tx: Tx, ctx: WorkspaceCtx, name: string): Promise<{ id: string }> => {
  const id = newId('ds')
  await tx.insert(tables.dataset).values({
    id,
    workspaceId: ctx.workspaceId,
    name,
    createdBy: ctx.actor.type === 'user' ? ctx.actor.id : null,
  })
  await writeAudit(tx, ctx, 'dataset.created', { type: 'dataset', id }, { name })
  return { id }
}

export const createDataset = (
  ctx: WorkspaceCtx,
  input: z.input<typeof createDatasetInput>,
): Promise<{ id: string }> => {
  const { name } = createDatasetInput.parse(input)
  return inWorkspace(ctx, 'member', (tx) => insertDataset(tx, ctx, name))
}

export const renameDatasetInput = z.strictObject({ id: z.string().max(64), name: plainText(120) })

export const renameDataset = (
  ctx: WorkspaceCtx,
  input: z.input<typeof renameDatasetInput>,
): Promise<void> => {
  const { id, name } = renameDatasetInput.parse(input)
  return inWorkspace(ctx, 'member', async (tx) => {
    await findDataset(tx, id)
    await tx.update(tables.dataset).set({ name }).where(eq(tables.dataset.id, id))
    await writeAudit(tx, ctx, 'dataset.renamed', { type: 'dataset', id }, { name })
  })
}

/** Hides the dataset; models trained from it keep their lineage. */
export const archiveDataset = (ctx: WorkspaceCtx, input: z.input<typeof datasetId>): Promise<void> => {
  const { id } = datasetId.parse(input)
  return inWorkspace(ctx, 'admin', async (tx) => {
    await findDataset(tx, id)
    await tx.update(tables.dataset).set({ archivedAt: ctx.now() }).where(eq(tables.dataset.id, id))
    await writeAudit(tx, ctx, 'dataset.archived', { type: 'dataset', id })
  })
}

/** Takes an archived dataset back; one that is in sight stays as it is, one that was deleted is gone. */
export const restoreDataset = (ctx: WorkspaceCtx, input: z.input<typeof datasetId>): Promise<void> => {
  const { id } = datasetId.parse(input)
  return inWorkspace(ctx, 'admin', async (tx) => {
    const { dataset } = tables
    const [found] = await tx
      .select({ archivedAt: dataset.archivedAt })
      .from(dataset)
      .where(and(eq(dataset.id, id), isNull(dataset.deletedAt)))
      .for('update')
    if (!found) throw new NotFound('dataset', id)
    if (!found.archivedAt) return
    await tx.update(dataset).set({ archivedAt: null }).where(eq(dataset.id, id))
    await writeAudit(tx, ctx, 'dataset.restored', { type: 'dataset', id })
  })
}

const latestVersions = async (tx: Tx, ids: string[]): Promise<Map<string, DatasetVersionRow>> => {
  if (ids.length === 0) return new Map()
  const rows = await tx
    .selectDistinctOn([tables.datasetVersion.datasetId], versionColumns)
    .from(tables.datasetVersion)
    .where(inArray(tables.datasetVersion.datasetId, ids))
    .orderBy(tables.datasetVersion.datasetId, desc(tables.datasetVersion.number))
  return new Map(rows.map((row) => [row.datasetId, row]))
}

const present = (
  row: typeof tables.dataset.$inferSelect,
  latest: DatasetVersionRow | undefined,
): DatasetView => {
  const profile = latest ? readProfile(latest) : null
  return {
    id: row.id,
    name: row.name,
    createdAt: row.createdAt,
    kind: profile?.kind ?? null,
    classes: profile?.classes.length ?? null,
    latest: latest ? summariseVersion(latest) : null,
  }
}

export const listDatasetsInput = pageInput.extend({ search: z.string().max(200).optional() })

export const listDatasets = (
  ctx: WorkspaceCtx,
  input: z.input<typeof listDatasetsInput>,
): Promise<Page<DatasetView>> => {
  const { offset, limit, search } = listDatasetsInput.parse(input)
  const { dataset } = tables
  const where = and(isNull(dataset.archivedAt), search ? ilike(dataset.name, containing(search)) : sql`true`)
  return inWorkspace(ctx, 'viewer', async (tx) => {
    const rows = await tx
      .select()
      .from(dataset)
      .where(where)
      .orderBy(desc(dataset.createdAt), desc(dataset.id))
      .limit(limit)
      .offset(offset)
    const latest = await latestVersions(
      tx,
      rows.map((row) => row.id),
    )
    return {
      items: rows.map((row) => present(row, latest.get(row.id))),
      total: await tx.$count(dataset, where),
    }
  })
}

export const getDataset = (ctx: WorkspaceCtx, input: z.input<typeof datasetId>): Promise<DatasetView> => {
  const { id } = datasetId.parse(input)
  return inWorkspace(ctx, 'viewer', async (tx) => {
    const row = await findDataset(tx, id)
    return present(row, (await latestVersions(tx, [id])).get(id))
  })
}

export const listDatasetVersions = (
  ctx: WorkspaceCtx,
  input: z.input<typeof datasetId>,
): Promise<DatasetVersionSummary[]> => {
  const { id } = datasetId.parse(input)
  return inWorkspace(ctx, 'viewer', async (tx) => {
    await findDataset(tx, id)
    const rows = await tx
      .select(versionColumns)
      .from(tables.datasetVersion)
      .where(eq(tables.datasetVersion.datasetId, id))
      .orderBy(desc(tables.datasetVersion.number))
      .limit(200)
    return rows.map(summariseVersion)
  })
}

export const getDatasetVersion = (
  ctx: WorkspaceCtx,
  input: z.input<typeof datasetId>,
): Promise<DatasetVersionView> => {
  const { id } = datasetId.parse(input)
  return inWorkspace(ctx, 'viewer', async (tx) => {
    const row = await findDatasetVersion(tx, id)
    const dataset = await findDataset(tx, row.datasetId)
    return describeVersion(row, dataset.name)
  })
}
