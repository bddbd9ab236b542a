import { tables, withWorkspace } from '@assay/db'
import { and, eq, lt, sql } from 'drizzle-orm'
import type { Services } from '../core/context.ts'
import { AssayError } from '../errors/index.ts'

/** Longer than any request is waited for: 20 seconds for the worker, and the commit. */
const lockSeconds = 30
export const keptHours = 72

/**
 * Claims an idempotency key for a request. `claimed`: go ahead; `replay`: answer with what was answered
 * before. Another body under the same key, or the first request still in flight, is refused.
 */
export const claimIdempotencyKey = (
  services: Services,
  workspaceId: string,
  key: string,
  requestHash: string,
): Promise<{ state: 'claimed' } | { state: 'replay'; response: string }> =>
  withWorkspace(services.dbs.app, workspaceId, async (tx) => {
    const { idempotencyRecord: record } = tables
    const now = services.now()
    const lockedUntil = new Date(now.getTime() + lockSeconds * 1000)
    const inserted = await tx
      .insert(record)
      .values({ workspaceId, key, requestHash, lockedUntil })
      .onConflictDoNothing()
      .returning({ key: record.key })
    if (inserted.length > 0) return { state: 'claimed' }

    const [found] = await tx.select().from(record).where(eq(record.key, key)).for('update')
    if (!found) throw new AssayError('idempotency_in_flight', 'Try again.', { retryAfterSeconds: 1 })
    if (found.requestHash !== requestHash)
      throw new AssayError(
        'idempotency_mismatch',
        'This Idempotency-Key was used with another request. Use a new key for a new request.',
        { param: 'Idempotency-Key' },
      )
    if (found.status === 'done' && found.response !== null)
      return { state: 'replay', response: found.response }
    if (found.lockedUntil > now)
      throw new AssayError(
        'idempotency_in_flight',
        'The first request with this Idempotency-Key is still being answered. Try again in a second.',
        { param: 'Idempotency-Key', retryAfterSeconds: 1 },
      )
    // The process that claimed it died before it committed anything.
    await tx.update(record).set({ lockedUntil }).where(eq(record.key, key))
    return { state: 'claimed' }
  })

/** Frees a claim whose request failed and was not billed, so that a retry may succeed. */
export const releaseIdempotencyKey = (services: Services, workspaceId: string, key: string): Promise<void> =>
  withWorkspace(services.dbs.app, workspaceId, async (tx) => {
    const { idempotencyRecord: record } = tables
    await tx.delete(record).where(and(eq(record.key, key), sql`${record.status} is null`))
  })

/**
 * Of a request of which nobody knows whether it was counted, because the database went away: it may be tried again at
 * once, under the claim that it has. Its usage is named by that claim, so that only one of the tries is counted.
 */
export const reopenIdempotencyKey = (services: Services, workspaceId: string, key: string): Promise<void> =>
  withWorkspace(services.dbs.app, workspaceId, async (tx) => {
    const { idempotencyRecord: record } = tables
    await tx
      .update(record)
      .set({ lockedUntil: services.now() })
      .where(and(eq(record.key, key), sql`${record.status} is null`))
  })

export const sweepIdempotencyRecords = async (services: Services): Promise<void> => {
  const { idempotencyRecord: record } = tables
  const oldest = new Date(services.now().getTime() - keptHours * 3_600_000)
  await services.dbs.platform.delete(record).where(lt(record.createdAt, oldest))
}
