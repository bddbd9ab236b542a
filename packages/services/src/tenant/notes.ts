import { newId, tables } from '@assay/db'
import { and, desc, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { OperatorCtx } from '../core/context.ts'
import { plainText } from '../core/page.ts'
import { AssayError, NotFound } from '../errors/index.ts'
import type { TenantNote } from '../views.ts'
import { findTenant, tenantInput } from './lookup.ts'

/** What operators wrote of a workspace, the newest first. Its own people never see any of it. */
export const listTenantNotes = (
  ctx: OperatorCtx,
  input: z.input<typeof tenantInput>,
): Promise<TenantNote[]> => {
  const { workspaceId } = tenantInput.parse(input)
  const { operatorNote, user } = tables
  return ctx.dbs.platform
    .select({
      id: operatorNote.id,
      text: operatorNote.text,
      author: sql<string>`coalesce(${user.name}, ${operatorNote.authorId})`,
      at: operatorNote.createdAt,
    })
    .from(operatorNote)
    .leftJoin(user, eq(user.id, operatorNote.authorId))
    .where(eq(operatorNote.workspaceId, workspaceId))
    .orderBy(desc(operatorNote.createdAt), desc(operatorNote.id))
    .limit(200)
}

export const addTenantNoteInput = tenantInput.extend({ text: plainText(4000) })

export const addTenantNote = async (
  ctx: OperatorCtx,
  input: z.input<typeof addTenantNoteInput>,
): Promise<{ id: string }> => {
  const { workspaceId, text } = addTenantNoteInput.parse(input)
  const authorId = requirePerson(ctx)
  const id = newId('opn')
  await ctx.dbs.platform.transaction(async (tx) => {
    await findTenant(tx, workspaceId)
    await tx.insert(tables.operatorNote).values({ id, workspaceId, authorId, text, createdAt: ctx.now() })
  })
  return { id }
}

export const tenantNoteIdInput = z.strictObject({ id: z.string().max(64) })

/** A note is taken away by whoever wrote it. */
export const removeTenantNote = async (
  ctx: OperatorCtx,
  input: z.input<typeof tenantNoteIdInput>,
): Promise<void> => {
  const { id } = tenantNoteIdInput.parse(input)
  const { operatorNote } = tables
  const removed = await ctx.dbs.platform
    .delete(operatorNote)
    .where(and(eq(operatorNote.id, id), eq(operatorNote.authorId, requirePerson(ctx))))
    .returning({ id: operatorNote.id })
  if (removed.length === 0) throw new NotFound('note', id)
}

/** Who acts, where only a person may. */
export const requirePerson = ({ actor }: OperatorCtx): string => {
  if (actor.type !== 'user') throw new AssayError('unauthenticated', 'Sign in as the operator.')
  return actor.id
}
