import { DatasetUnusable, pageRows } from '@assay/datasets'
import { type DatasetProfile, type DatasetRow, rowFilterSchema, rowSortSchema } from '@assay/datasets/schema'
import { z } from 'zod'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { pageInput } from '../core/page.ts'
import { AssayError } from '../errors/index.ts'
import { findDatasetVersion } from './lookup.ts'
import { readProfile } from './present.ts'

export const listRowsInput = pageInput.extend({
  versionId: z.string().max(64),
  filter: rowFilterSchema.optional(),
  sort: rowSortSchema.optional(),
})

/** A page of a version's rows: those that a filter leaves in, sorted by any column. */
export const listRows = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof listRowsInput>,
): Promise<{ rows: DatasetRow[]; total: number }> => {
  const { versionId, offset, limit, filter = {}, sort = null } = listRowsInput.parse(input)
  const version = await locateVersion(ctx, versionId)
  return refusingUnknown(pageRows({ ...version, offset, limit, filter, sort }))
}

/** Where a ready version's file lies, and what is known of it. */
export const locateVersion = async (
  ctx: WorkspaceCtx,
  versionId: string,
): Promise<{ path: string; profile: DatasetProfile }> => {
  const row = await inWorkspace(ctx, 'viewer', (tx) => findDatasetVersion(tx, versionId))
  const profile = readProfile(row)
  if (row.status !== 'ready' || !row.parquetKey || !profile)
    throw new AssayError('conflict', `This version is ${row.status}; its rows can be read once it is ready.`)
  return { path: await ctx.store.localPath(row.parquetKey), profile }
}

/** A filter or an order may name what is not there. */
export const refusingUnknown = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof DatasetUnusable)) throw error
    throw new AssayError('invalid_request', error.message, { param: 'filter' })
  }
}
