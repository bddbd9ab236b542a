import { newId, tables } from '@assay/db'
import { desc, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import type { OperatorCtx } from '../core/context.ts'
import { type Page, pageInput, plainText } from '../core/page.ts'
import { AssayError, NotFound } from '../errors/index.ts'
import { requirePerson } from '../tenant/notes.ts'
import type { AnnouncementRow } from '../views.ts'

export const announceInput = z.strictObject({
  title: plainText(120),
  text: plainText(1000),
  tone: z.enum(['info', 'warn', 'bad']).default('info'),
  /** The key of a plan; null: everybody. */
  planKey: z.string().max(100).nullable().default(null),
  /** Left out: now. */
  startsAt: z.date().optional(),
  /** Null: until it is ended by hand. */
  endsAt: z.date().nullable().default(null),
})

/** Puts a notice onto the pages of everybody, or of a plan's subscribers. */
export const announce = async (
  ctx: OperatorCtx,
  input: z.input<typeof announceInput>,
): Promise<{ id: string }> => {
  const { startsAt = ctx.now(), ...said } = announceInput.parse(input)
  const createdBy = requirePerson(ctx)
  if (said.endsAt !== null && said.endsAt <= startsAt)
    throw new AssayError('invalid_request', 'It ends before it begins.', { param: 'endsAt' })
  const id = newId('ann')
  await ctx.dbs.platform.transaction(async (tx) => {
    await requirePlan(ctx, said.planKey)
    await tx.insert(tables.announcement).values({ ...said, id, startsAt, createdBy, createdAt: ctx.now() })
    const subject = { type: 'announcement', id }
    const about = { title: said.title }
    await writeAudit(tx, { actor: ctx.actor, workspaceId: null }, 'announcement.made', subject, about)
  })
  return { id }
}

const requirePlan = async (ctx: OperatorCtx, key: string | null): Promise<void> => {
  if (key === null) return
  const { plan } = tables
  if ((await ctx.dbs.platform.$count(plan, eq(plan.key, key))) === 0) throw new NotFound('plan', key)
}

export const announcementIdInput = z.strictObject({ id: z.string().max(64) })

/** Takes a notice down at once; one that is down already stays as it is. */
export const endAnnouncement = (
  ctx: OperatorCtx,
  input: z.input<typeof announcementIdInput>,
): Promise<void> => {
  const { id } = announcementIdInput.parse(input)
  const { announcement } = tables
  return ctx.dbs.platform.transaction(async (tx) => {
    const [found] = await tx.select().from(announcement).where(eq(announcement.id, id)).for('update')
    if (!found) throw new NotFound('announcement', id)
    if (found.endsAt !== null && found.endsAt <= ctx.now()) return
    await tx.update(announcement).set({ endsAt: ctx.now() }).where(eq(announcement.id, id))
    const subject = { type: 'announcement', id }
    await writeAudit(tx, { actor: ctx.actor, workspaceId: null }, 'announcement.ended', subject)
  })
}

/** All of them, the newest first. */
export const listAnnouncements = async (
  ctx: OperatorCtx,
  input: z.input<typeof pageInput>,
): Promise<Page<AnnouncementRow>> => {
  const { offset, limit } = pageInput.parse(input)
  const { announcement, user } = tables
  const rows = await ctx.dbs.platform
    .select({ announcement, by: sql<string>`coalesce(${user.name}, ${announcement.createdBy})` })
    .from(announcement)
    .leftJoin(user, eq(user.id, announcement.createdBy))
    .orderBy(desc(announcement.createdAt), desc(announcement.id))
    .limit(limit)
    .offset(offset)
  const now = ctx.now()
  return {
    items: rows.map(({ announcement: { createdAt: _, createdBy: __, ...one }, by }) => ({
      ...one,
      by,
      state: one.endsAt !== null && one.endsAt <= now ? 'over' : one.startsAt > now ? 'planned' : 'shown',
    })),
    total: await ctx.dbs.platform.$count(announcement),
  }
}
