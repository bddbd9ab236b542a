import { compareVersions } from '@assay/datasets'
import { type Tx, tables } from '@assay/db'
import { desc, eq } from 'drizzle-orm'
import { z } from 'zod'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { AssayError } from '../errors/index.ts'
import type { ComparedModel, DatasetComparison } from '../views.ts'
import { type DatasetVersionRow, findDatasetVersion } from './lookup.ts'
import { readProfile, summariseVersion } from './present.ts'

export const compareDatasetVersionsInput = z.strictObject({
  from: z.string().max(64),
  to: z.string().max(64),
})

/** Versions do not change, so neither does what differs between them. */
const kept = new Map<string, Promise<DatasetComparison['differences']>>()
const mostKept = 50

/** What differs between two versions of a dataset, and how well models do that learned from either. */
export const compareDatasetVersions = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof compareDatasetVersionsInput>,
): Promise<DatasetComparison> => {
  const { from, to } = compareDatasetVersionsInput.parse(input)
  const { before, after, models } = await inWorkspace(ctx, 'viewer', async (tx) => {
    const before = await findDatasetVersion(tx, from)
    const after = await findDatasetVersion(tx, to)
    const models = { from: await modelsOf(tx, from), to: await modelsOf(tx, to) }
    return { before, after, models }
  })
  if (before.datasetId !== after.datasetId)
    throw new AssayError('invalid_request', 'These are versions of different datasets.', { param: 'to' })
  const id = `${from} ${to}`
  let differences = kept.get(id)
  if (!differences) {
    differences = compare(ctx, before, after)
    kept.set(id, differences)
    differences.catch(() => kept.delete(id))
    const [oldest] = kept.keys()
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
  }
  return {
    from: summariseVersion(before),
    to: summariseVersion(after),
    models,
    differences: await differences,
  }
}

const compare = async (
  ctx: WorkspaceCtx,
  before: DatasetVersionRow,
  after: DatasetVersionRow,
): Promise<DatasetComparison['differences']> =>
  compareVersions(await locate(ctx, before), await locate(ctx, after))

const locate = async (ctx: WorkspaceCtx, row: DatasetVersionRow) => {
  const profile = readProfile(row)
  if (row.status !== 'ready' || !row.parquetKey || !profile)
    throw new AssayError(
      'conflict',
      `Version ${row.number} is ${row.status}; it can be compared once it is ready.`,
    )
  return { path: await ctx.store.localPath(row.parquetKey), profile }
}

const modelsOf = (tx: Tx, datasetVersionId: string): Promise<ComparedModel[]> => {
  const { model, modelVersion } = tables
  return tx
    .select({
      modelId: model.id,
      modelVersionId: modelVersion.id,
      name: model.name,
      number: modelVersion.number,
      accuracy: modelVersion.accuracy,
      macroF1: modelVersion.macroF1,
    })
    .from(modelVersion)
    .innerJoin(model, eq(model.id, modelVersion.modelId))
    .where(eq(modelVersion.datasetVersionId, datasetVersionId))
    .orderBy(desc(modelVersion.createdAt))
    .limit(20)
}
