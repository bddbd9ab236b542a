import { tables, type WorkspaceRole } from '@assay/db'
import { and, eq } from 'drizzle-orm'
import type { Services } from '../core/context.ts'

/** The user's role in the workspace; null where there is none, or no such workspace. */
export const findRole = async (
  services: Services,
  workspaceId: string,
  userId: string,
): Promise<WorkspaceRole | null> => {
  const [found] = await services.dbs.platform
    .select({ role: tables.member.role })
    .from(tables.member)
    .where(and(eq(tables.member.workspaceId, workspaceId), eq(tables.member.userId, userId)))
  return found?.role ?? null
}
