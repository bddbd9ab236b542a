import { tables } from '@assay/db'
import { and, desc, eq, ilike, sql } from 'drizzle-orm'
import { z } from 'zod'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { type Page, pageInput } from '../core/page.ts'
import type { EndUserView } from '../views.ts'
import { monthOf } from './month.ts'

export const listEndUsersInput = pageInput.extend({ search: z.string().trim().max(128).optional() })

const literally = (text: string): string => text.replace(/[\\%_]/g, '\\$&')

/** For whom the workspace calls, whoever used most this month first. */
export const listEndUsers = (
  ctx: WorkspaceCtx,
  input: z.input<typeof listEndUsersInput>,
): Promise<Page<EndUserView>> => {
  const { offset, limit, search } = listEndUsersInput.parse(input)
  const { endUser, endUserMonth } = tables
  return inWorkspace(ctx, 'viewer', async (tx) => {
    const asked = and(
      eq(endUser.workspaceId, ctx.workspaceId),
      search ? ilike(endUser.id, `%${literally(search)}%`) : undefined,
    )
    const used = sql<number>`coalesce(${endUserMonth.used}, 0)::float8`
    const items = await tx
      .select({
        id: endUser.id,
        usedThisMonth: used,
        monthlyLimit: endUser.monthlyLimit,
        blockedAt: endUser.blockedAt,
        createdAt: endUser.createdAt,
      })
      .from(endUser)
      .leftJoin(
        endUserMonth,
        and(
          eq(endUserMonth.workspaceId, endUser.workspaceId),
          eq(endUserMonth.endUserId, endUser.id),
          eq(endUserMonth.month, monthOf(ctx.now())),
        ),
      )
      .where(asked)
      .orderBy(desc(used), endUser.id)
      .limit(limit)
      .offset(offset)
    return { items, total: await tx.$count(endUser, asked) }
  })
}
