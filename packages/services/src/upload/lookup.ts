import { type Tx, tables } from '@assay/db'
import { and, eq, gt } from 'drizzle-orm'
import type { WorkspaceCtx } from '../core/context.ts'
import { NotFound } from '../errors/index.ts'

export type UploadRow = typeof tables.upload.$inferSelect

/** How long an upload waits for its next bytes. */
const waitsForMs = 24 * 3_600_000

export const nextExpiry = (now: Date): Date => new Date(now.getTime() + waitsForMs)

/** What has arrived of an upload lies below this, apart from the one file that it becomes. */
export const piecesPrefix = (upload: Pick<UploadRow, 'workspaceId' | 'id'>): string =>
  `${upload.workspaceId}/incoming/${upload.id}`

export const findUpload = async (
  tx: Tx,
  ctx: WorkspaceCtx,
  id: string,
  options: { lock?: boolean } = {},
): Promise<UploadRow> => {
  const { upload } = tables
  const query = tx
    .select()
    .from(upload)
    .where(and(eq(upload.id, id), gt(upload.expiresAt, ctx.now())))
  const [found] = await (options.lock ? query.for('update') : query)
  if (!found) throw new NotFound('upload', id)
  return found
}
