import { type Tx, tables } from '@assay/db'
import { and, eq, sql } from 'drizzle-orm'
import { endSubscription } from '../billing/end-subscription.ts'
import { writeAudit } from '../core/audit.ts'
import { asSystem, type Services } from '../core/context.ts'
import type { JobPayload } from '../core/jobs.ts'
import { cancelRuns } from '../tenant/halt.ts'
import { erasedTables, scrubs } from './what-goes.ts'

/**
 * `workspace.erase`: the last bill, then every file, then what rows hold. What the books name stays, under no name. Run
 * again, it goes on where it was killed.
 */
export const eraseWorkspace = async (
  services: Services,
  { workspaceId }: JobPayload<'workspace.erase'>,
): Promise<void> => {
  const { workspace } = tables
  const [found] = await services.dbs.platform.select().from(workspace).where(eq(workspace.id, workspaceId))
  if (!found?.eraseAt || found.eraseAt > services.now() || found.erasedAt) return
  await endSubscription(asSystem(services, workspaceId))
  // Whatever a run writes after this is swept with the next try: it ends before its bundle is published.
  await services.dbs.platform.transaction((tx) => cancelRuns(tx, workspaceId, services.now()))
  await services.store.remove(workspaceId)
  await services.dbs.platform.transaction((tx) => eraseRows(tx, workspaceId, services.now()))
}

const eraseRows = async (tx: Tx, workspaceId: string, now: Date): Promise<void> => {
  const { workspace } = tables
  for (const name of erasedTables)
    await tx.execute(sql`delete from ${sql.identifier(name)} where workspace_id = ${workspaceId}`)
  for (const [name, change] of Object.entries(scrubs))
    await tx.execute(
      sql`update ${sql.identifier(name)} set ${sql.raw(change)} where workspace_id = ${workspaceId}`,
    )
  await tx
    .update(workspace)
    .set({ name: 'Deleted workspace', erasedAt: now })
    .where(and(eq(workspace.id, workspaceId)))
  const system = { actor: { type: 'system', id: null }, workspaceId } as const
  await writeAudit(tx, system, 'workspace.erased', { type: 'workspace', id: workspaceId })
}
