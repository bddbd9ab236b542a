import { newId, traced } from '@assay/db'
import type { Services } from '../core/context.ts'

/** One answered request of a group that waits for its usage to be durable. */
export type AnsweredRequest = {
  requestId: string
  /** Predictions in it. */
  quantity: number
  apiKeyId: string | null
  /** For whom the tenant calls, as the tenant names them. */
  endUserId: string | null
  idempotencyKey: string | null
  /** Kept for replays where there is an idempotency key. */
  response: string | null
}

/** Why a request was not admitted: the plan's quota, the spend cap of its key, or what its end user may. */
export type UsageRefusal = 'quota' | 'key_cap' | 'end_user_limit' | 'end_user_blocked'

type Verdict = UsageRefusal | 'admitted'
const refusalOf = (verdict: Verdict): UsageRefusal | null => (verdict === 'admitted' ? null : verdict)

type Group = { workspaceId: string; deploymentId: string; modelVersionId: string }
type UsageEvent = { key: string | null; apiKeyId: string | null; response: string | null }

/** The events of a group, and for each request the place of its own, counted from one. */
const formEvents = (requests: AnsweredRequest[]): { events: UsageEvent[]; places: number[] } => {
  const events: UsageEvent[] = []
  const placeOfKey = new Map<string | null, number>()
  const places = requests.map(({ idempotencyKey: key, apiKeyId, response }) => {
    // A call that may be repeated is found by its key, so it is an event of its own.
    if (key !== null) return events.push({ key, apiKeyId, response })
    let place = placeOfKey.get(apiKeyId)
    if (place === undefined) {
      place = events.push({ key, apiKeyId, response: null })
      placeOfKey.set(apiKeyId, place)
    }
    return place
  })
  return { events, places }
}

/**
 * Commits the usage of a group and its quota in one transaction (`record_predictions`), durable when this
 * resolves. In the order given: null for each request that was admitted, or why it was refused.
 */
export const recordPredictions = (
  services: Services,
  group: Group,
  requests: AnsweredRequest[],
): Promise<(UsageRefusal | null)[]> =>
  traced('record_predictions', { kind: 'client', attributes: { 'db.system.name': 'postgresql' } }, () =>
    record(services, group, requests),
  )

const record = async (
  services: Services,
  group: Group,
  requests: AnsweredRequest[],
): Promise<(UsageRefusal | null)[]> => {
  const sql = services.dbs.sql.app
  const nowMs = services.now().getTime()
  const { events, places } = formEvents(requests)
  const sameQuantity = requests.every(({ quantity }) => quantity === 1)
  const usage = sql`
    ${group.workspaceId}, ${group.deploymentId}, ${group.modelVersionId},
    ${events.map(() => newId('use', nowMs))}::text[], ${events.map(({ key }) => key)}::text[],
    ${events.map(({ apiKeyId }) => apiKeyId)}::text[], ${events.map(({ response }) => response)}::text[],
    ${requests.map(({ requestId }) => requestId).join(' ')},
    ${sameQuantity ? null : requests.map(({ quantity }) => quantity)}::integer[],
    ${events.length === 1 ? null : places}::integer[]`
  const now = sql`${new Date(nowMs).toISOString()}::timestamptz`
  // Most callers name nobody, and pay nothing for those who do.
  if (requests.every(({ endUserId }) => endUserId === null)) {
    const [row] = await sql<{ verdicts: Verdict[] | null }[]>`
      select record_predictions(${usage}, ${now}) as verdicts`
    if (!row) throw new Error('record_predictions answered nothing')
    return row.verdicts === null ? requests.map(() => null) : row.verdicts.map(refusalOf)
  }
  const [row] = await sql<{ verdicts: Verdict[] }[]>`
    select record_end_user_predictions(
      ${usage}, ${requests.map(({ endUserId }) => endUserId)}::text[], ${now}) as verdicts`
  if (!row) throw new Error('record_end_user_predictions answered nothing')
  return row.verdicts.map(refusalOf)
}
