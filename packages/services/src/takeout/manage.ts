import type { Readable } from 'node:stream'
import { newId, tables } from '@assay/db'
import { and, desc, eq, inArray, lt } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, requireRole, type Services, type WorkspaceCtx } from '../core/context.ts'
import { fileStem } from '../core/file-stem.ts'
import { enqueue } from '../core/jobs.ts'
import { AssayError, NotFound } from '../errors/index.ts'
import type { TakeoutView } from '../views.ts'

export const takeoutKey = ({ workspaceId, id }: { workspaceId: string; id: string }): string =>
  `${workspaceId}/takeouts/${id}.zip`

const requirePerson = (ctx: WorkspaceCtx): string => {
  requireRole(ctx, 'admin')
  if (ctx.actor.type !== 'user')
    throw new AssayError('forbidden', 'Exports are available only to people who are signed in, not to keys.')
  return ctx.actor.id
}

/** Orders an archive of everything; one at a time. Also while the workspace waits for its deletion. */
export const startTakeout = async (ctx: WorkspaceCtx): Promise<{ id: string }> => {
  const requestedBy = requirePerson(ctx)
  const { workspaceId } = ctx
  const id = newId('tko')
  await inWorkspace(ctx, 'admin', async (tx) => {
    const made = await tx
      .insert(tables.takeout)
      .values({ id, workspaceId, requestedBy, state: 'queued', createdAt: ctx.now() })
      .onConflictDoNothing()
      .returning({ id: tables.takeout.id })
    if (made.length === 0)
      throw new AssayError('conflict', 'An export is already in progress. Wait until it is ready.')
    await enqueue(tx, 'takeout.make', { workspaceId, takeoutId: id }, { maxAttempts: 3 })
    await writeAudit(tx, ctx, 'workspace.export_started', { type: 'takeout', id })
  })
  return { id }
}

/** The newest first. */
export const listTakeouts = (ctx: WorkspaceCtx): Promise<TakeoutView[]> => {
  const { takeout, user } = tables
  return inWorkspace(ctx, 'admin', (tx) =>
    tx
      .select({
        id: takeout.id,
        state: takeout.state,
        filesDone: takeout.filesDone,
        filesTotal: takeout.filesTotal,
        bytes: takeout.bytes,
        sha256: takeout.sha256,
        error: takeout.error,
        requestedBy: user.name,
        createdAt: takeout.createdAt,
        expiresAt: takeout.expiresAt,
      })
      .from(takeout)
      .leftJoin(user, eq(user.id, takeout.requestedBy))
      .orderBy(desc(takeout.createdAt))
      .limit(10),
  )
}

export const openTakeoutInput = z.strictObject({ id: z.string().max(64) })

/** The archive's bytes, while it is kept; who takes it is written down. */
export const openTakeout = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof openTakeoutInput>,
): Promise<{ fileName: string; contentType: string; bytes: number; content: Readable }> => {
  const { id } = openTakeoutInput.parse(input)
  requirePerson(ctx)
  const { takeout, workspace } = tables
  const found = await inWorkspace(ctx, 'admin', async (tx) => {
    const [row] = await tx.select().from(takeout).where(eq(takeout.id, id))
    if (!row) throw new NotFound('export', id)
    if (row.state !== 'ready' || !row.expiresAt || row.expiresAt <= ctx.now())
      throw new AssayError('conflict', 'This export no longer exists or is not ready yet. Create a new one.')
    await writeAudit(tx, ctx, 'workspace.exported', { type: 'takeout', id })
    const [named] = await tx.select({ name: workspace.name }).from(workspace)
    return { row, name: named?.name ?? '' }
  })
  return {
    fileName: `${fileStem(found.name, 'workspace')}-${found.row.createdAt.toISOString().slice(0, 10)}.zip`,
    contentType: 'application/zip',
    bytes: found.row.bytes ?? 0,
    content: await ctx.store.stream(takeoutKey(found.row)),
  }
}

/** Removes archives whose days are over. */
export const sweepTakeouts = async (services: Services): Promise<void> => {
  const { takeout } = tables
  const over = await services.dbs.platform
    .select()
    .from(takeout)
    .where(and(inArray(takeout.state, ['ready']), lt(takeout.expiresAt, services.now())))
    .limit(50)
  for (const row of over) {
    await services.store.remove(takeoutKey(row))
    await services.dbs.platform.update(takeout).set({ state: 'expired' }).where(eq(takeout.id, row.id))
  }
}
