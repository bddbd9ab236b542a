import { readClip } from '@assay/datasets'
import { z } from 'zod'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { NotFound } from '../errors/index.ts'
import { findDatasetVersion } from './lookup.ts'
import { readProfile } from './present.ts'

export const getClipInput = z.object({
  versionId: z.string().max(64),
  row: z
    .int()
    .min(0)
    .max(2 ** 31 - 1),
})

/** The sound of one row as it is learned from: a WAV file in base64. */
export const getClip = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof getClipInput>,
): Promise<{ b64: string }> => {
  const { versionId, row } = getClipInput.parse(input)
  const version = await inWorkspace(ctx, 'viewer', (tx) => findDatasetVersion(tx, versionId))
  const profile = readProfile(version)
  const file =
    version.parquetKey && profile?.audio
      ? await readClip({ path: await ctx.store.localPath(version.parquetKey), profile, row })
      : null
  if (!file) throw new NotFound('row', String(row))
  return { b64: file.toString('base64') }
}
