import { tables } from '@assay/db'
import { asc, eq } from 'drizzle-orm'
import type { Services } from '../core/context.ts'
import type { Me } from '../views.ts'

/** The signed-in user and the workspaces they belong to. */
export const describeMe = async (services: Services, userId: string): Promise<Me | null> => {
  const { user, member, workspace } = tables
  const [found] = await services.dbs.platform
    .select({
      id: user.id,
      name: user.name,
      email: user.email,
      isOperator: user.isOperator,
      twoFactor: user.twoFactorEnabled,
      eraseAt: user.eraseAt,
    })
    .from(user)
    .where(eq(user.id, userId))
  if (!found) return null
  const workspaces = await services.dbs.platform
    .select({
      id: workspace.id,
      name: workspace.name,
      role: member.role,
      requiresSecondFactor: workspace.requiresSecondFactor,
      eraseAt: workspace.eraseAt,
    })
    .from(member)
    .innerJoin(workspace, eq(workspace.id, member.workspaceId))
    .where(eq(member.userId, userId))
    .orderBy(asc(workspace.createdAt))
  return { user: found, workspaces }
}
