import { type Tx, tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { NotFound } from '../errors/index.ts'

export const tenantInput = z.strictObject({ workspaceId: z.string().max(64) })

export const findTenant = async (
  tx: Pick<Tx, 'select'>,
  workspaceId: string,
): Promise<typeof tables.workspace.$inferSelect> => {
  const [found] = await tx.select().from(tables.workspace).where(eq(tables.workspace.id, workspaceId))
  if (!found) throw new NotFound('workspace', workspaceId)
  return found
}
