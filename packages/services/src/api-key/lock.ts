import { type Tx, tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { notifyChange } from '../core/notify.ts'
import { AssayError, NotFound } from '../errors/index.ts'

export type ApiKeyRow = typeof tables.apiKey.$inferSelect

/** The key's row, held until the transaction ends. */
export const lockKey = async (tx: Tx, id: string): Promise<ApiKeyRow> => {
  const [found] = await tx.select().from(tables.apiKey).where(eq(tables.apiKey.id, id)).for('update')
  if (!found) throw new NotFound('API key', id)
  return found
}

export const lockLiveKey = async (tx: Tx, id: string): Promise<ApiKeyRow> => {
  const found = await lockKey(tx, id)
  if (found.revokedAt) throw new AssayError('conflict', 'This key is revoked: create a new one.')
  return found
}

/** Every API process hears of it at the commit and asks for the key's grant anew. */
export const tellKeyChange = (
  tx: Pick<Tx, 'execute'>,
  { id, workspaceId, hash }: Pick<ApiKeyRow, 'id' | 'workspaceId' | 'hash'>,
): Promise<void> => notifyChange(tx, { topic: 'api_key', workspaceId, id, hash })
