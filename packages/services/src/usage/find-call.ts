import { type Tx, timeOfId } from '@assay/db'
import { sql } from 'drizzle-orm'

/** A call is counted within this long of the moment at which its id was given; nearly always in the first seconds. */
const windowsMs = [60_000, 600_000]

export type CountedCall = { deploymentId: string; modelVersionId: string; quantity: number }

/** An answered call by its id, from the ledger; null where the workspace has none of that id. */
export const findCall = async (
  tx: Tx,
  workspaceId: string,
  requestId: string,
): Promise<CountedCall | null> => {
  const ms = timeOfId(requestId)
  if (Number.isNaN(ms)) return null
  for (const windowMs of windowsMs) {
    const from = new Date(ms - windowMs).toISOString()
    const to = new Date(ms + windowMs).toISOString()
    const [found] = await tx.execute<CountedCall>(sql`
      select deployment_id as "deploymentId", model_version_id as "modelVersionId",
        coalesce(request_quantities[array_position(request_ids, ${requestId})],
          quantity / cardinality(request_ids))::integer as quantity
      from usage_event
      where workspace_id = ${workspaceId} and meter = 'predictions'
        and period_start in (select period_start from quota_balance where workspace_id = ${workspaceId})
        and occurred_at between ${from}::timestamptz and ${to}::timestamptz
        and request_ids @> array[${requestId}]
      limit 1`)
    if (found) return found
  }
  return null
}
