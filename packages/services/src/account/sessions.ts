import { tables } from '@assay/db'
import { and, desc, eq, gt, ne } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import type { UserCtx } from '../core/context.ts'
import { NotFound } from '../errors/index.ts'
import type { SessionView } from '../views.ts'

/** Where someone is signed in; the session that asks comes first. */
export const listSessions = async (ctx: UserCtx): Promise<SessionView[]> => {
  const { session } = tables
  const rows = await ctx.dbs.platform
    .select({
      id: session.id,
      address: session.ipAddress,
      userAgent: session.userAgent,
      startedAt: session.createdAt,
      seenAt: session.updatedAt,
    })
    .from(session)
    .where(and(eq(session.userId, ctx.actor.id), gt(session.expiresAt, ctx.now())))
    .orderBy(desc(session.updatedAt))
    .limit(200)
  const all = rows.map((row) => ({ ...row, isThis: row.id === ctx.sessionId }))
  return all.sort((a, b) => Number(b.isThis) - Number(a.isThis))
}

export const endSessionInput = z.strictObject({ id: z.string().max(64) })

export const endSession = async (ctx: UserCtx, input: z.input<typeof endSessionInput>): Promise<void> => {
  const { id } = endSessionInput.parse(input)
  const { session } = tables
  await ctx.dbs.platform.transaction(async (tx) => {
    const ended = await tx
      .delete(session)
      .where(and(eq(session.id, id), eq(session.userId, ctx.actor.id)))
      .returning({ id: session.id })
    if (ended.length === 0) throw new NotFound('session', id)
    await writeAudit(tx, { ...ctx, workspaceId: null }, 'session.ended', { type: 'session', id })
  })
}

/** Signs out everywhere but here. */
export const endOtherSessions = (ctx: UserCtx): Promise<{ ended: number }> => {
  const { session } = tables
  return ctx.dbs.platform.transaction(async (tx) => {
    const ended = await tx
      .delete(session)
      .where(and(eq(session.userId, ctx.actor.id), ne(session.id, ctx.sessionId)))
      .returning({ id: session.id })
    const subject = { type: 'user', id: ctx.actor.id }
    await writeAudit(tx, { ...ctx, workspaceId: null }, 'session.others_ended', subject, {
      ended: ended.length,
    })
    return { ended: ended.length }
  })
}
