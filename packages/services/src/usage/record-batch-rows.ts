import { newId, type Tx } from '@assay/db'
import { sql } from 'drizzle-orm'

/** Rows that are billed in the transaction of what they are for, rather than by themselves. */
export type BatchUsage = {
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

/** What keeps rows from being billed: plan, payment, spend cap or credits; or the spend cap of the key. */
export type RoomBound = 'quota' | 'key_cap'

export type BatchUsageOutcome =
  | { type: 'recorded' /** Exact minor units. */; cost: string; currency: string }
  /** Nothing was written: so many rows would fit. */
  | { type: 'no_room'; room: number; bound: RoomBound }

/**
 * Bills the answered rows of a batch within `tx` (`record_batch_rows`): on their own meter where the plan has a price for
 * them, as predictions where it has none; all of them or none.
 */
export const recordBatchRows = async (tx: Tx, usage: BatchUsage, now: Date): Promise<BatchUsageOutcome> => {
  const [row] = await tx.execute<
    { cost: string; currency: string } | { cost: null; room: string; bound: RoomBound }
  >(sql`
    select trim_scale(cost)::text as cost, currency, room::text, bound from record_batch_rows(
      ${newId('use', now.getTime())}, ${usage.workspaceId}, ${usage.deploymentId}, ${usage.modelVersionId},
      ${usage.apiKeyId}, ${usage.quantity}::bigint, ${usage.key}, ${usage.requestId},
      ${now.toISOString()}::timestamptz)`)
  if (!row) throw new Error('record_batch_rows answered nothing')
  return row.cost === null
    ? { type: 'no_room', room: Number(row.room), bound: row.bound }
    : { type: 'recorded', cost: row.cost, currency: row.currency }
}
