import { type Tx, tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { NotFound } from '../errors/index.ts'

export const webhookId = z.strictObject({ id: z.string().max(64) })

/** Locked, so that a delivery which fails meanwhile does not undo a change. */
export const lockEndpoint = async (tx: Tx, id: string) => {
  const { webhookEndpoint } = tables
  const [found] = await tx.select().from(webhookEndpoint).where(eq(webhookEndpoint.id, id)).for('update')
  if (!found) throw new NotFound('webhook', id)
  return found
}
