import { ingestOptionsSchema } from '@assay/datasets/schema'
import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'
import { notifyChange } from '../core/notify.ts'
import { AssayError } from '../errors/index.ts'
import { findDatasetVersion } from './lookup.ts'

export const chooseColumnsInput = ingestOptionsSchema
  .omit({ seed: true })
  .extend({ versionId: z.string().max(64) })
  .refine(
    (input) => input.labelColumn !== undefined || input.indicatorColumns !== undefined || input.unlabelled,
    {
      path: ['labelColumn'],
      message: 'Name the label column, or the columns that are one label each, or say that there is none.',
    },
  )

/** Answers the question of a version that waits for its label column, and queues it again. */
export const chooseColumns = (
  ctx: WorkspaceCtx,
  input: z.input<typeof chooseColumnsInput>,
): Promise<void> => {
  const { versionId, ...options } = chooseColumnsInput.parse(input)
  return inWorkspace(ctx, 'member', async (tx) => {
    const { datasetVersion } = tables
    await tx
      .select({ id: datasetVersion.id })
      .from(datasetVersion)
      .where(eq(datasetVersion.id, versionId))
      .for('update')
    const row = await findDatasetVersion(tx, versionId)
    if (row.status !== 'needs_label')
      throw new AssayError(
        'conflict',
        `This version is ${row.status}; columns can be chosen only while it asks for them. Upload again to choose others.`,
      )
    await tx
      .update(datasetVersion)
      .set({ status: 'queued', options: { ...row.options, ...options }, question: null, progress: null })
      .where(eq(datasetVersion.id, versionId))
    await enqueue(tx, 'dataset.ingest', { workspaceId: ctx.workspaceId, datasetVersionId: versionId })
    await notifyChange(tx, {
      topic: 'dataset_version',
      workspaceId: ctx.workspaceId,
      id: versionId,
      datasetId: row.datasetId,
    })
    await writeAudit(tx, ctx, 'dataset.columns_chosen', { type: 'dataset_version', id: versionId }, options)
  })
}
