import { tables } from '@assay/db'
import { and, eq, isNotNull, isNull, lte } from 'drizzle-orm'
import type { Services } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'
import { pauseBilling } from '../tenant/halt.ts'

/** Orders what is due, once; and tries again to pause a subscription that Stripe could not be told of. */
export const sweepDeletions = async (services: Services): Promise<void> => {
  const { platform } = services.dbs
  const { user, workspace, workspaceSuspension } = tables
  const now = services.now()
  const dueWorkspaces = await platform
    .select({ id: workspace.id })
    .from(workspace)
    .where(and(lte(workspace.eraseAt, now), isNull(workspace.erasedAt)))
  for (const { id } of dueWorkspaces)
    await enqueue(platform, 'workspace.erase', { workspaceId: id }, { key: `erase ${id}` })
  const dueAccounts = await platform
    .select({ id: user.id })
    .from(user)
    .where(and(lte(user.eraseAt, now), isNull(user.erasedAt)))
  for (const { id } of dueAccounts)
    await enqueue(platform, 'account.erase', { userId: id }, { key: `erase ${id}` })
  const unpaused = await platform
    .select({ id: workspace.id })
    .from(workspace)
    .innerJoin(workspaceSuspension, eq(workspaceSuspension.workspaceId, workspace.id))
    .where(
      and(
        isNotNull(workspace.eraseAt),
        isNull(workspace.erasedAt),
        eq(workspaceSuspension.pausedSubscription, false),
      ),
    )
  for (const { id } of unpaused) await pauseBilling(services, id)
}
