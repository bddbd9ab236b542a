import { newId, type Tx, tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import type { Ctx } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'
import { notifyChange } from '../core/notify.ts'

export type Side = 'tenant' | 'operator' | 'system'

const nameOf = async (tx: Tx, { actor }: Pick<Ctx, 'actor'>, side: Side): Promise<string> => {
  if (actor.type !== 'user') return side === 'system' ? 'The platform' : 'An API key'
  const [found] = await tx
    .select({ name: tables.user.name })
    .from(tables.user)
    .where(eq(tables.user.id, actor.id))
  return found?.name ?? 'Somebody'
}

/** Writes into the thread of an engagement, and queues the mail to whoever else reads it. */
export const tell = async (
  tx: Tx,
  ctx: Pick<Ctx, 'actor' | 'now'>,
  of: { id: string; workspaceId: string },
  entry: {
    side: Side
    text: string
    kind?: 'comment' | 'event'
    quoteVersionId?: string
    milestoneId?: string
  },
): Promise<{ id: string }> => {
  const id = newId('een')
  await tx.insert(tables.engagementEntry).values({
    kind: 'event',
    ...entry,
    id,
    workspaceId: of.workspaceId,
    engagementId: of.id,
    authorId: ctx.actor.id,
    authorName: await nameOf(tx, ctx, entry.side),
    createdAt: ctx.now(),
  })
  await enqueue(tx, 'engagement.mail', { entryId: id })
  await notifyChange(tx, { topic: 'engagement', workspaceId: of.workspaceId, id: of.id })
  return { id }
}
