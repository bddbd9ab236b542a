import { tables } from '@assay/db'
import { and, desc, eq, gt, isNull, lte, or } from 'drizzle-orm'
import { findLive } from '../billing/subscription-rows.ts'
import { requireRole, type WorkspaceCtx } from '../core/context.ts'
import type { AnnouncementView } from '../views.ts'

/** More at once would be no notices but a wall. */
const mostShown = 5

/** What the operator has to say to this workspace just now, the newest first. */
export const currentAnnouncements = async (ctx: WorkspaceCtx): Promise<AnnouncementView[]> => {
  requireRole(ctx, 'viewer')
  const { announcement } = tables
  const { platform } = ctx.dbs
  const live = await findLive(platform, ctx.workspaceId)
  const now = ctx.now()
  return platform
    .select({
      id: announcement.id,
      title: announcement.title,
      text: announcement.text,
      tone: announcement.tone,
    })
    .from(announcement)
    .where(
      and(
        lte(announcement.startsAt, now),
        or(isNull(announcement.endsAt), gt(announcement.endsAt, now)),
        live
          ? or(isNull(announcement.planKey), eq(announcement.planKey, live.plan.key))
          : isNull(announcement.planKey),
      ),
    )
    .orderBy(desc(announcement.startsAt), desc(announcement.id))
    .limit(mostShown)
}
