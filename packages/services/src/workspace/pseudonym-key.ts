import { randomBytes } from 'node:crypto'
import { type Tx, tables } from '@assay/db'

const keyBytes = 32

/** The key under which the workspace's pseudonyms are made: made at its first use, and never another one. */
export const findPseudonymKey = async (tx: Tx, workspaceId: string): Promise<Uint8Array> => {
  const { workspaceSecret } = tables
  await tx
    .insert(workspaceSecret)
    .values({ workspaceId, pseudonymKey: randomBytes(keyBytes) })
    .onConflictDoNothing()
  const [found] = await tx.select({ key: workspaceSecret.pseudonymKey }).from(workspaceSecret)
  if (!found) throw new Error('The pseudonym key was not written')
  return new Uint8Array(found.key)
}
