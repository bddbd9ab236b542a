import { tables } from '@assay/db'
import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import type { OperatorCtx } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'
import { escapeLike, type Page, pageInput } from '../core/page.ts'
import { NotFound } from '../errors/index.ts'
import type { StripeEventRow } from '../views.ts'

export const listStripeEventsInput = pageInput.extend({
  state: z.enum(['applied', 'waiting', 'failed']).optional(),
  /** The beginning of a type, such as `invoice.`. */
  type: z.string().trim().max(100).optional(),
})

type Row = {
  id: string
  stripe_event_id: string
  type: string
  state: StripeEventRow['state']
  attempts: number
  error: string | null
  received_at: string
  handled_at: string | null
  total: number
}

/** The queue keeps no more of them than these at once in any sane state. */
const mostQueued = 10_000

/** What Stripe has sent, the newest first, and what became of it. */
export const listStripeEvents = async (
  ctx: OperatorCtx,
  input: z.input<typeof listStripeEventsInput>,
): Promise<Page<StripeEventRow>> => {
  const { state, type, offset, limit } = listStripeEventsInput.parse(input)
  const rows = await ctx.dbs.platform.execute<Row>(sql`
    with event as (
      select id, stripe_event_id, type, error, received_at, handled_at,
        case when handled_at is not null then 'applied' when error is not null then 'failed' else 'waiting' end as state
      from stripe_event)
    select event.*, coalesce(j.attempts, 0) as attempts, count(*) over ()::int as total
    from event left join lateral (
      select max(q.attempts) as attempts from list_queue_jobs(null, 'stripe.apply_event', 0, ${mostQueued}) q
      where event.state <> 'applied' and q.subject->>'stripeEventId' = event.id) j on true
    where (${state ?? null}::text is null or event.state = ${state ?? null})
      and event.type ilike ${`${escapeLike(type ?? '')}%`}
    order by received_at desc, id desc limit ${limit} offset ${offset}`)
  return {
    items: rows.map((row) => ({
      id: row.id,
      stripeEventId: row.stripe_event_id,
      type: row.type,
      state: row.state,
      attempts: row.attempts,
      error: row.error,
      receivedAt: new Date(row.received_at),
      handledAt: row.handled_at === null ? null : new Date(row.handled_at),
    })),
    total: rows[0]?.total ?? 0,
  }
}

export const stripeEventIdInput = z.strictObject({ id: z.string().max(64) })

/** Applies an event once more. It only says where to look, so that one which was applied changes nothing. */
export const replayStripeEvent = (
  ctx: OperatorCtx,
  input: z.input<typeof stripeEventIdInput>,
): Promise<void> => {
  const { id } = stripeEventIdInput.parse(input)
  const { stripeEvent } = tables
  return ctx.dbs.platform.transaction(async (tx) => {
    const [found] = await tx
      .update(stripeEvent)
      .set({ handledAt: null, error: null })
      .where(eq(stripeEvent.id, id))
      .returning({ type: stripeEvent.type })
    if (!found) throw new NotFound('event', id)
    await enqueue(tx, 'stripe.apply_event', { stripeEventId: id }, { key: `stripe ${id}` })
    const subject = { type: 'stripe_event', id }
    await writeAudit(tx, { actor: ctx.actor, workspaceId: null }, 'stripe_event.replayed', subject, found)
  })
}
