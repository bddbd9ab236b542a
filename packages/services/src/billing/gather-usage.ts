import { type Db, newId, type Tx, tables } from '@assay/db'
import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Services } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'
import { latestBalance } from './balance.ts'
import { predictionsMeter } from './meter.ts'
import { lockBilling } from './subscription-rows.ts'

/** One meter event carries at most this many usage events. */
const eventsPerGroup = 50_000

/** As the driver gives it: timestamps of raw queries are text. */
type Pending = {
  workspace_id: string
  subscription_id: string
  period_start: string
  period_end: string
  closed: boolean
}

/**
 * Periods of paying workspaces with usage that Stripe has not been told of. `closed`: the invoice that
 * bills the period is finalised, so that what is late must go to the next one.
 */
const pendingPeriods = async (tx: Tx, workspaceId: string | undefined): Promise<Pending[]> => [
  ...(await tx.execute<Pending>(sql`
    select b.workspace_id, b.subscription_id, b.period_start, b.period_end, exists (
      select from invoice i where i.subscription_id = b.subscription_id and i.finalized_at is not null
        and i.kind <> 'subscription_create' and i.period_end > b.period_start and i.period_end <= b.period_end
    ) as closed
    from quota_balance b
    join subscription s on s.id = b.subscription_id and s.stripe_subscription_id is not null and s.interval = 'month'
    join plan_version v on v.id = s.plan_version_id and v.overage_per_1000_minor is not null
      and not v.prepaid and not v.prices ? 'predictions'
    where b.meter = ${predictionsMeter} and b.used > 0
      and (${workspaceId ?? null}::text is null or b.workspace_id = ${workspaceId ?? null})
      and exists (select from usage_event e where e.workspace_id = b.workspace_id
        and e.meter = b.meter and e.period_start = b.period_start and e.outbox_id is null)
    order by b.workspace_id, b.period_start`)),
]

/** Moves one period's ungathered events into one outbox row, in a single statement; null when none is left. */
const gatherGroup = async (
  tx: Tx,
  from: Pending,
  into: { periodStart: Date; periodEnd: Date },
): Promise<{ id: string; events: number } | null> => {
  const id = newId('mto')
  const [row] = await tx.execute<{ events: number }>(sql`
    with moved as (
      update usage_event set outbox_id = ${id} where id in (
        select id from usage_event
        where workspace_id = ${from.workspace_id} and meter = ${predictionsMeter} and outbox_id is null
          and period_start = ${iso(from.period_start)}::timestamptz
        order by occurred_at, id limit ${eventsPerGroup} for update skip locked)
      returning quantity, occurred_at)
    insert into meter_outbox (id, workspace_id, subscription_id, identifier, meter, quantity, period_start, timestamp)
    select ${id}, ${from.workspace_id}, ${from.subscription_id}, ${id}, ${predictionsMeter}, sum(quantity),
      ${iso(into.periodStart)}::timestamptz,
      greatest(${iso(into.periodStart)}::timestamptz,
        least(max(occurred_at), ${iso(into.periodEnd)}::timestamptz - interval '1 second'))
    from moved having count(*) > 0
    returning (select count(*) from moved)::int as events`)
  return row === undefined ? null : { id, events: row.events }
}

const iso = (at: Date | string): string => new Date(at).toISOString()

/**
 * Gathers usage into meter events, one per workspace and period, and queues their sending; all of a group
 * in one transaction. With a workspace: its usage alone, as before its plan changes.
 */
export const gatherUsage = async (
  services: Pick<Services, 'dbs' | 'now'>,
  only: { workspaceId?: string } = {},
): Promise<string[]> => {
  const { platform } = services.dbs
  const gathered: string[] = []
  await endExpiredGrace(platform, services.now())
  const pending = await platform.transaction((tx) => pendingPeriods(tx, only.workspaceId))
  for (const period of pending) {
    for (let more = true; more; ) {
      more = await platform.transaction(async (tx) => {
        await lockBilling(tx, period.workspace_id)
        const [now] = (await pendingPeriods(tx, period.workspace_id)).filter(
          (one) => iso(one.period_start) === iso(period.period_start),
        )
        const into = now && (await targetPeriod(tx, now))
        const group = now && into ? await gatherGroup(tx, now, into) : null
        if (group === null) return false
        await enqueue(tx, 'usage.send', { outboxId: group.id }, { key: `usage.send ${group.id}` })
        gathered.push(group.id)
        return group.events === eventsPerGroup
      })
    }
  }
  return gathered
}

/** Where the grace after a failed payment has run out, the running period admits nothing more. */
const endExpiredGrace = async (db: Db, now: Date): Promise<void> => {
  await db.execute(sql`
    update quota_balance b set hard_limit = b.used + b.held from subscription s
    where s.id = b.subscription_id and s.ended_at is null and b.meter = ${predictionsMeter}
      and (b.hard_limit is null or b.hard_limit > b.used + b.held)
      and s.status = 'past_due' and s.grace_until < ${now.toISOString()}::timestamptz
      and not exists (select from quota_balance later where later.workspace_id = b.workspace_id
        and later.meter = b.meter and later.period_start > b.period_start)`)
}

/** The usage's own period while its invoice is open; else the subscription's running one, if it has one. */
const targetPeriod = async (
  tx: Tx,
  period: Pending,
): Promise<{ periodStart: Date; periodEnd: Date } | null> => {
  if (!period.closed)
    return { periodStart: new Date(period.period_start), periodEnd: new Date(period.period_end) }
  const latest = await latestBalance(tx, period.workspace_id)
  return latest?.subscriptionId === period.subscription_id ? latest : null
}

/** The outbox rows of a workspace that Stripe has not acknowledged. */
export const unsentOutbox = async (
  services: Pick<Services, 'dbs'>,
  workspaceId: string,
): Promise<string[]> => {
  const { meterOutbox } = tables
  const rows = await services.dbs.platform
    .select({ id: meterOutbox.id })
    .from(meterOutbox)
    .where(and(eq(meterOutbox.workspaceId, workspaceId), inArray(meterOutbox.state, ['pending'])))
  return rows.map((row) => row.id)
}
