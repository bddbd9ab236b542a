import { pageRows } from '@assay/datasets'
import { type DatasetRow, splitNameSchema } from '@assay/datasets/schema'
import { z } from 'zod'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { pageInput } from '../core/page.ts'
import { AssayError } from '../errors/index.ts'
import { findDatasetVersion } from './lookup.ts'
import { readProfile } from './present.ts'

export const listRowsInput = pageInput.extend({
  versionId: z.string().max(64),
  search: z
    .string()
    .max(500)
    .refine((text) => !text.includes('\0'), 'invalid_text')
    .optional(),
  label: z.string().max(1000).optional(),
  split: splitNameSchema.optional(),
  rowNumbers: z.array(z.int().min(0)).max(1000).optional(),
})

export const listRows = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof listRowsInput>,
): Promise<{ rows: DatasetRow[]; total: number }> => {
  const { versionId, ...page } = listRowsInput.parse(input)
  const row = await inWorkspace(ctx, 'viewer', (tx) => findDatasetVersion(tx, versionId))
  const profile = readProfile(row)
  if (row.status !== 'ready' || !row.parquetKey || !profile)
    throw new AssayError('conflict', `This version is ${row.status}; its rows can be read once it is ready.`)
  return pageRows({ path: await ctx.store.localPath(row.parquetKey), profile, ...page })
}
