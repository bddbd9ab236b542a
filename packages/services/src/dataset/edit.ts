import { checkEdits, DatasetUnusable } from '@assay/datasets'
import { type DatasetEdit, datasetEditSchema, findingCodeSchema } from '@assay/datasets/schema'
import { newId, type Tx, tables } from '@assay/db'
import { desc, eq } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'
import { notifyChange } from '../core/notify.ts'
import { AssayError } from '../errors/index.ts'
import { combineFixes } from './combine-fixes.ts'
import { describeEdits } from './describe-edits.ts'
import { readExamination } from './findings.ts'
import { type DatasetVersionRow, findDataset, findDatasetVersion } from './lookup.ts'
import { readProfile } from './present.ts'

type NewVersion = { id: string; number: number }

export const editDatasetInput = z.strictObject({
  versionId: z.string().max(64),
  edits: z.array(datasetEditSchema).min(1).max(1000),
})

/** Makes the next version from a ready one by edits; the one that is edited stays as it is. */
export const editDataset = (
  ctx: WorkspaceCtx,
  input: z.input<typeof editDatasetInput>,
): Promise<NewVersion> => {
  const { versionId, edits } = editDatasetInput.parse(input)
  return inWorkspace(ctx, 'member', async (tx) =>
    addEdited(tx, ctx, await findDatasetVersion(tx, versionId), edits),
  )
}

export const mendDatasetInput = z.strictObject({
  versionId: z.string().max(64),
  codes: z.array(findingCodeSchema).min(1),
})

/** Makes the next version by the fixes that were offered for these findings. */
export const mendDataset = (
  ctx: WorkspaceCtx,
  input: z.input<typeof mendDatasetInput>,
): Promise<NewVersion> => {
  const { versionId, codes } = mendDatasetInput.parse(input)
  return inWorkspace(ctx, 'member', async (tx) => {
    const row = await findDatasetVersion(tx, versionId)
    const findings = (await readExamination(tx, versionId))?.findings ?? []
    const edits = combineFixes(findings.filter(({ code }) => codes.includes(code)))
    if (edits.length === 0)
      throw new AssayError('conflict', 'None of these findings has a fix. Look at the findings again.')
    return addEdited(tx, ctx, row, edits)
  })
}

const addEdited = async (
  tx: Tx,
  ctx: WorkspaceCtx,
  parent: DatasetVersionRow,
  edits: DatasetEdit[],
): Promise<NewVersion> => {
  const { dataset, datasetVersion } = tables
  const profile = readProfile(parent)
  if (parent.status !== 'ready' || !profile)
    throw new AssayError('conflict', `This version is ${parent.status}; it can be edited once it is ready.`)
  try {
    checkEdits(profile, edits)
  } catch (error) {
    if (!(error instanceof DatasetUnusable)) throw error
    throw new AssayError('dataset_unusable', error.message, { param: 'edits' })
  }
  // The lock numbers versions without gaps or clashes.
  await tx.select({ id: dataset.id }).from(dataset).where(eq(dataset.id, parent.datasetId)).for('update')
  await findDataset(tx, parent.datasetId)
  const [last] = await tx
    .select({ number: datasetVersion.number })
    .from(datasetVersion)
    .where(eq(datasetVersion.datasetId, parent.datasetId))
    .orderBy(desc(datasetVersion.number))
    .limit(1)
  const number = (last?.number ?? 0) + 1
  const id = newId('dsv')
  const { workspaceId, datasetId, fileName } = parent
  await tx.insert(datasetVersion).values({
    id,
    workspaceId,
    datasetId,
    number,
    fileName,
    status: 'queued',
    parentId: parent.id,
    edits,
    edited: describeEdits(edits),
  })
  await enqueue(tx, 'dataset.ingest', { workspaceId, datasetVersionId: id })
  await notifyChange(tx, { topic: 'dataset_version', workspaceId, id, datasetId })
  await writeAudit(
    tx,
    ctx,
    'dataset.edited',
    { type: 'dataset_version', id },
    {
      from: parent.id,
      edits: describeEdits(edits),
    },
  )
  return { id, number }
}
