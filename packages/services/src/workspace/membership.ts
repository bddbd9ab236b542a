import type { Suspension } from '@assay/billing'
import { tables, type WorkspaceRole } from '@assay/db'
import { and, desc, eq, gt, isNull } from 'drizzle-orm'
import type { Services } from '../core/context.ts'
import { AssayError } from '../errors/index.ts'
import { findSuspension } from './find-suspension.ts'

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
      'This workspace requires two-factor authentication. Turn it on under Settings → Account.',
      { param: 'second_factor' },
    )
  return found?.role ?? null
}

/** An operator's look at a workspace, as long as it lasts. */
export type WorkspaceView = { id: string; expiresAt: Date; operator: string }

const findView = async (
  services: Services,
  workspaceId: string,
  operatorId: string,
): Promise<WorkspaceView | null> => {
  const { operatorView, user } = tables
  const [found] = await services.dbs.platform
    .select({ id: operatorView.id, expiresAt: operatorView.expiresAt, operator: user.name })
    .from(operatorView)
    .innerJoin(user, eq(user.id, operatorView.operatorId))
    .where(
      and(
        eq(operatorView.workspaceId, workspaceId),
        eq(operatorView.operatorId, operatorId),
        isNull(operatorView.endedAt),
        gt(operatorView.expiresAt, services.now()),
      ),
    )
    .orderBy(desc(operatorView.expiresAt))
    .limit(1)
  return found ?? null
}

export type WorkspaceAccess = { role: WorkspaceRole; view: WorkspaceView | null }

/** As a member, or as an operator who looks at it and changes nothing; null: to this user it does not exist. */
export const findAccess = async (
  services: Services,
  workspaceId: string,
  user: { id: string; isOperator: boolean },
): Promise<WorkspaceAccess | null> => {
  const role = await findRole(services, workspaceId, user.id)
  if (role) return { role, view: null }
  const view = user.isOperator ? await findView(services, workspaceId, user.id) : null
  return view && { role: 'viewer', view }
}

export const readSuspension = (services: Services, workspaceId: string): Promise<Suspension | null> =>
  findSuspension(services.dbs.platform, workspaceId)
