import { tables, type WorkspaceRole } from '@assay/db'
import { and, eq } from 'drizzle-orm'
import type { Services } from '../core/context.ts'
import { AssayError } from '../errors/index.ts'

/**
 * The user's role in the workspace; null where there is none, or no such workspace. Refused where the workspace asks
 * for a second factor and the user has none.
 */
export const findRole = async (
  services: Services,
  workspaceId: string,
  userId: string,
): Promise<WorkspaceRole | null> => {
  const { member, user, workspace } = tables
  const [found] = await services.dbs.platform
    .select({
      role: member.role,
      isAsked: workspace.requiresSecondFactor,
      hasIt: user.twoFactorEnabled,
    })
    .from(member)
    .innerJoin(workspace, eq(workspace.id, member.workspaceId))
    .innerJoin(user, eq(user.id, member.userId))
    .where(and(eq(member.workspaceId, workspaceId), eq(member.userId, userId)))
  if (found?.isAsked && !found.hasIt)
    throw new AssayError(
      'forbidden',
      'This workspace asks for two-factor sign-in. Turn it on under Settings → Account.',
      { param: 'second_factor' },
    )
  return found?.role ?? null
}
