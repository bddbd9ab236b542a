import { checkEdits, DatasetUnusable } from '@assay/datasets'
import { type DatasetEdit, datasetEditSchema, findingCodeSchema } from '@assay/datasets/schema'
import { newId, type Tx } from '@assay/db'
import { z } from 'zod'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { AssayError } from '../errors/index.ts'
import { combineFixes } from './combine-fixes.ts'
import { describeEdits } from './describe-edits.ts'
import { readExamination } from './findings.ts'
import { type DatasetVersionRow, findDatasetVersion } from './lookup.ts'
import { readProfile } from './present.ts'
import { addVersion } from './queue-version.ts'

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

/** The next version by edits of a ready one, within the caller's transaction. */
export const addEdited = async (
  tx: Tx,
  ctx: WorkspaceCtx,
  parent: Pick<DatasetVersionRow, 'id' | 'datasetId' | 'fileName' | 'status' | 'profile'>,
  edits: DatasetEdit[],
): Promise<NewVersion> => {
  const profile = readProfile(parent)
  if (parent.status !== 'ready' || !profile)
    throw new AssayError('conflict', `This version is ${parent.status}; it can be edited once it is ready.`)
  try {
    checkEdits(profile, edits)
  } catch (error) {
    if (!(error instanceof DatasetUnusable)) throw error
    throw new AssayError('dataset_unusable', error.message, { param: 'edits' })
  }
  const edited = describeEdits(edits)
  const { id: parentId, datasetId, fileName } = parent
  return addVersion(
    tx,
    ctx,
    { id: newId('dsv'), datasetId, fileName, parentId, edits, edited },
    { action: 'dataset.edited', details: { from: parentId, edits: edited } },
  )
}
