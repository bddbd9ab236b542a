import { newId, type Tx } from '@assay/db'
import { sql } from 'drizzle-orm'

/** Predictions that are recorded in the transaction of what they are for, rather than by themselves. */
export type AdmittedUsage = {
  workspaceId: string
  deploymentId: string
  modelVersionId: string
  apiKeyId: string | null
  /** Names the event for ever: the same one twice is an error, and so never billed twice. */
  key: string
  /** What lists of usage call it. */
  requestId: string
  quantity: number
}

/** One usage event and its quota within `tx` (`record_predictions`); false, and nothing written, where the quota has no room for it. */
export const admitPredictions = async (tx: Tx, usage: AdmittedUsage, now: Date): Promise<boolean> => {
  const [row] = await tx.execute<{ refused: string[] | null }>(sql`
    select record_predictions(
      ${usage.workspaceId}, ${usage.deploymentId}, ${usage.modelVersionId},
      array[${newId('use', now.getTime())}]::text[], array[${usage.key}]::text[],
      array[${usage.apiKeyId}]::text[], array[null]::text[], ${usage.requestId},
      array[${usage.quantity}]::integer[], null::integer[],
      ${now.toISOString()}::timestamptz) as refused`)
  if (!row) throw new Error('record_predictions answered nothing')
  return row.refused === null
}

/** Predictions that the running period still admits; null: any number. */
export const roomLeft = async (tx: Tx, workspaceId: string, now: Date): Promise<number | null> => {
  const [row] = await tx.execute<{ room: number | null }>(sql`
    select (hard_limit - used - held)::float8 as room
    from lock_quota_balance(${workspaceId}, 'predictions', ${now.toISOString()}::timestamptz)`)
  return row?.room ?? null
}
