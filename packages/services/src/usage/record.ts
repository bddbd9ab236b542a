import { newId } from '@assay/db'
import type { Services } from '../core/context.ts'

/** One answered request of a group that waits for its usage to be durable. */
export type AnsweredRequest = {
  requestId: string
  /** Predictions in it. */
  quantity: number
  apiKeyId: string | null
  idempotencyKey: string | null
  /** Kept for replays where there is an idempotency key. */
  response: string | null
}

/**
 * Commits the usage of a group and its quota in one transaction (`record_predictions`), durable when this
 * resolves. In the order given: whether each request was admitted, or the quota refused it.
 */
export const recordPredictions = async (
  services: Services,
  group: { workspaceId: string; deploymentId: string; modelVersionId: string },
  requests: AnsweredRequest[],
): Promise<boolean[]> => {
  const sql = services.dbs.sql.app
  const nowMs = services.now().getTime()
  const [row] = await sql<{ admitted: boolean[] }[]>`
    select record_predictions(
      ${group.workspaceId}, ${group.deploymentId}, ${group.modelVersionId},
      ${requests.map(() => newId('use', nowMs))}::text[], ${requests.map((r) => r.quantity)}::bigint[],
      ${requests.map((r) => r.idempotencyKey)}::text[], ${requests.map((r) => r.apiKeyId)}::text[],
      ${requests.map((r) => r.requestId)}::text[], ${requests.map((r) => r.response)}::text[],
      ${new Date(nowMs).toISOString()}::timestamptz) as admitted`
  if (!row) throw new Error('record_predictions answered nothing')
  return row.admitted
}
