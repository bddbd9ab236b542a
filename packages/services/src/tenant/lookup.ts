import { type Tx, tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { NotFound } from '../errors/index.ts'

export const tenantInput = z.strictObject({ workspaceId: z.string().max(64) })

/** Of an operator, whom a workspace's own log could not name: it knows its members alone. */
export const nameOf = async (tx: Pick<Tx, 'select'>, userId: string | null): Promise<string | null> => {
  const { user } = tables
  const [found] = await tx
    .select({ name: user.name })
    .from(user)
    .where(eq(user.id, userId ?? ''))
  return found?.name ?? null
}

export const findTenant = async (
  tx: Pick<Tx, 'select'>,
  workspaceId: string,
): Promise<typeof tables.workspace.$inferSelect> => {
  const [found] = await tx.select().from(tables.workspace).where(eq(tables.workspace.id, workspaceId))
  if (!found) throw new NotFound('workspace', workspaceId)
  return found
}
