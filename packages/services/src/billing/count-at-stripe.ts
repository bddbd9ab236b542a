import { type Tx, tables } from '@assay/db'
import { and, eq, gte, lt, sql } from 'drizzle-orm'
import type { Services } from '../core/context.ts'

/**
 * A period's acknowledged quantity here and Stripe's own sum of the same whole minutes, and what lies outside of them;
 * null where the period is too short to ask for.
 */
export const countAtStripe = async (
  services: Pick<Services, 'stripe'>,
  tx: Pick<Tx, 'select'>,
  of: { workspaceId: string; customerId: string; periodStart: Date; periodEnd: Date },
): Promise<{ ours: string; stripe: string; outside: string } | null> => {
  const { meterOutbox } = tables
  // Stripe sums whole minutes: one that two periods share would be counted here and not there.
  const minuteMs = 60_000
  const from = new Date(Math.ceil(of.periodStart.getTime() / minuteMs) * minuteMs)
  const to = new Date(Math.floor(of.periodEnd.getTime() / minuteMs) * minuteMs)
  if (to <= from) return null
  const within = and(gte(meterOutbox.timestamp, from), lt(meterOutbox.timestamp, to))
  const [ours] = await tx
    .select({
      all: sql<string>`coalesce(sum(${meterOutbox.quantity}), 0)::text`,
      total: sql<string>`coalesce(sum(${meterOutbox.quantity}) filter (where ${within}), 0)::text`,
    })
    .from(meterOutbox)
    .where(
      and(
        eq(meterOutbox.workspaceId, of.workspaceId),
        eq(meterOutbox.periodStart, of.periodStart),
        eq(meterOutbox.state, 'sent'),
      ),
    )
  const stripe = await services.stripe.meterSummary({ customerId: of.customerId, from, to })
  const total = ours?.total ?? '0'
  return { ours: total, stripe, outside: (BigInt(ours?.all ?? '0') - BigInt(total)).toString() }
}
