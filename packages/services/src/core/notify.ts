import type { Tx } from '@assay/db'
import { sql } from 'drizzle-orm'
import type { ChangeNotice } from './ports.ts'

export const changeChannel = 'assay_change'

/** Heard by every API process when (and only if) the transaction commits. */
export const notifyChange = async (tx: Pick<Tx, 'execute'>, notice: ChangeNotice): Promise<void> => {
  await tx.execute(sql`select pg_notify(${changeChannel}, ${JSON.stringify(notice)})`)
}
