import { newId, tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import type { z } from 'zod'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { AssayError } from '../errors/index.ts'
import { chooseColumnsInput } from './choose-columns.ts'
import { uploadDropped } from './drop-upload.ts'
import { findDatasetVersion } from './lookup.ts'
import { privacyOf } from './present.ts'
import { queueVersion } from './queue-version.ts'

/** Makes a new version of the same file with other columns; the version that was read before stays as it is. */
export const readAgain = (
  ctx: WorkspaceCtx,
  input: z.input<typeof chooseColumnsInput>,
): Promise<{ id: string; number: number }> => {
  const { versionId, ...asked } = chooseColumnsInput.parse(input)
  return inWorkspace(ctx, 'member', async (tx) => {
    // Whoever drops the upload meanwhile waits for this, and then sees that it is read.
    const { datasetVersion } = tables
    await tx
      .select({ id: datasetVersion.id })
      .from(datasetVersion)
      .where(eq(datasetVersion.id, versionId))
      .for('share')
    const row = await findDatasetVersion(tx, versionId)
    const { status, datasetId, fileName, uploadKey, uploadBytes, uploadSha256 } = row
    // What was left out once stays out unless the person says otherwise.
    const options = { ...privacyOf(row), ...asked }
    if (status !== 'ready' && status !== 'failed')
      throw new AssayError('conflict', `This version is ${status}; it can be re-read once it is done.`)
    if (row.uploadDroppedAt) throw uploadDropped(row.uploadDroppedAt)
    if (!uploadKey)
      throw new AssayError('conflict', 'This version was edited here. Re-read the version that was uploaded.')
    if (row.parentId)
      throw new AssayError(
        'conflict',
        'This file was added to an earlier version and uses its columns. Re-read the version that was uploaded first.',
      )
    const stored = { bytes: uploadBytes ?? 0, sha256: uploadSha256 ?? '' }
    return queueVersion(tx, ctx, { id: newId('dsv'), datasetId, fileName, uploadKey, options, stored })
  })
}
