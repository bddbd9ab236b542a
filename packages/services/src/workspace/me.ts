import { tables } from '@assay/db'
import { and, asc, eq, gt, isNull, notInArray } from 'drizzle-orm'
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
      language: user.language,
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
  const own = workspaces.map((one) => ({ ...one, view: null }))
  return { user: found, workspaces: found.isOperator ? [...own, ...(await viewedBy(services, userId))] : own }
}

/** The workspaces that an operator looks at just now. */
const viewedBy = async (services: Services, operatorId: string): Promise<Me['workspaces']> => {
  const { operatorView, workspace, member } = tables
  const { platform } = services.dbs
  const rows = await platform
    .selectDistinctOn([workspace.id], {
      id: workspace.id,
      name: workspace.name,
      eraseAt: workspace.eraseAt,
      expiresAt: operatorView.expiresAt,
    })
    .from(operatorView)
    .innerJoin(workspace, eq(workspace.id, operatorView.workspaceId))
    .where(
      and(
        eq(operatorView.operatorId, operatorId),
        isNull(operatorView.endedAt),
        gt(operatorView.expiresAt, services.now()),
        notInArray(
          workspace.id,
          platform.select({ id: member.workspaceId }).from(member).where(eq(member.userId, operatorId)),
        ),
      ),
    )
  return rows.map(({ expiresAt, ...one }) => ({
    ...one,
    role: 'viewer',
    requiresSecondFactor: false,
    view: { expiresAt },
  }))
}
