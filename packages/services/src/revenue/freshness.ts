import { sql } from 'drizzle-orm'
import type { OperatorCtx } from '../core/context.ts'
import type { FreshnessView } from '../views.ts'

/** How far the figures have come: what Stripe told last, and what still waits to be taken over or told. */
export const freshness = async (ctx: OperatorCtx): Promise<FreshnessView> => {
  const [row] = await ctx.dbs.platform.execute<{
    applied: string | null
    waiting: number
    unsent: number
    reconciled: string | null
    differing: number
  }>(sql`select (select max(handled_at) from stripe_event) as applied,
    (select count(*)::int from stripe_event where handled_at is null) as waiting,
    (select count(*)::int from meter_outbox where state = 'pending') as unsent,
    (select max(checked_at) from reconciliation) as reconciled,
    (select count(*)::int from reconciliation where differs) as differing`)
  const at = (text: string | null | undefined): Date | null => (text ? new Date(text) : null)
  return {
    asOf: ctx.now(),
    lastAppliedAt: at(row?.applied),
    waitingEvents: row?.waiting ?? 0,
    unsentUsage: row?.unsent ?? 0,
    reconciledAt: at(row?.reconciled),
    differingPeriods: row?.differing ?? 0,
  }
}
