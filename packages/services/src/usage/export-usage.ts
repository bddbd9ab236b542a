import { Readable } from 'node:stream'
import type { Tx } from '@assay/db'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { toCsv } from '../core/csv.ts'
import { AssayError } from '../errors/index.ts'

const day = z.iso.date('Write the date as 2026-11-29.')
export const exportUsageInput = z.strictObject({
  /** A line for each call (or other cause), or for each day, meter and deployment. */
  per: z.enum(['call', 'day']),
  /** In UTC; both days are in it. Default: the last 31 days. */
  from: day.optional(),
  to: day.optional(),
})

const eventsAtOnce = 500
const daysAtMost = 400

type Range = { from: string; to: string }
type Call = {
  occurred_at: string
  event: string
  meter: string
  request_id: string
  deployment_id: string | null
  api_key_id: string | null
  quantity: string
}

/** Calls of the events that follow a moment and an event; whole events, so that none is cut. */
const callsAfter = (tx: Pick<Tx, 'execute'>, workspaceId: string, range: Range, after: [string, string]) =>
  tx.execute<Call>(sql`
    with events as (
      select * from usage_event where workspace_id = ${workspaceId}
        and occurred_at >= ${range.from}::timestamptz and occurred_at < ${range.to}::timestamptz
        and (occurred_at, id) > (${after[0]}::timestamptz, ${after[1]})
      order by occurred_at, id limit ${eventsAtOnce})
    select to_json(e.occurred_at)#>>'{}' as occurred_at, e.id as event, e.meter, c.request_id, e.deployment_id,
      e.api_key_id, coalesce(c.quantity, e.quantity / cardinality(e.request_ids))::text as quantity
    from events e cross join lateral unnest(e.request_ids, e.request_quantities) with ordinality
      as c(request_id, quantity, place)
    order by e.occurred_at, e.id, c.place`)

async function* perCall(ctx: WorkspaceCtx, range: Range): AsyncGenerator<string> {
  yield toCsv([['at', 'meter', 'request', 'deployment', 'api_key', 'quantity', 'usage_event']])
  for (let after: [string, string] = ['-infinity', '']; ; ) {
    const rows = [
      ...(await inWorkspace(ctx, 'viewer', (tx) => callsAfter(tx, ctx.workspaceId, range, after))),
    ]
    const last = rows.at(-1)
    if (last === undefined) return
    yield toCsv(
      rows.map((one) => [
        one.occurred_at,
        one.meter,
        one.request_id,
        one.deployment_id ?? '',
        one.api_key_id ?? '',
        one.quantity,
        one.event,
      ]),
    )
    after = [last.occurred_at, last.event]
  }
}

type Day = { day: string; meter: string; deployment_id: string | null; quantity: string; calls: string }

const perDay = async (ctx: WorkspaceCtx, range: Range): Promise<string> => {
  const rows = await inWorkspace(ctx, 'viewer', (tx) =>
    tx.execute<Day>(sql`
      select to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD') as day, meter, deployment_id,
        sum(quantity)::text as quantity, sum(cardinality(request_ids))::text as calls
      from usage_event where workspace_id = ${ctx.workspaceId}
        and occurred_at >= ${range.from}::timestamptz and occurred_at < ${range.to}::timestamptz
      group by 1, 2, 3 order by 1, 2, 3`),
  )
  return toCsv([
    ['day', 'meter', 'deployment', 'calls', 'quantity'],
    ...rows.map((one) => [one.day, one.meter, one.deployment_id ?? '', one.calls, one.quantity]),
  ])
}

/** Usage as CSV, read a part at a time, so that a year of calls needs no more memory than a page of them. */
export const exportUsage = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof exportUsageInput>,
): Promise<{ fileName: string; contentType: string; content: Readable }> => {
  const { per, from, to } = exportUsageInput.parse(input)
  const dayMs = 86_400_000
  const last = to === undefined ? ctx.now().getTime() : Date.parse(to)
  const first = from === undefined ? last - 30 * dayMs : Date.parse(from)
  const range = {
    from: new Date(first).toISOString().slice(0, 10),
    to: new Date(last).toISOString().slice(0, 10),
  }
  if (first > last || last - first > daysAtMost * dayMs)
    throw new AssayError(
      'invalid_request',
      `The end must be after the start, and at most ${daysAtMost} days later.`,
      {
        param: 'from',
      },
    )
  const within = {
    from: `${range.from}T00:00:00Z`,
    to: new Date(Date.parse(range.to) + dayMs).toISOString(),
  }
  return {
    fileName: `usage-per-${per}-${range.from}-${range.to}.csv`,
    contentType: 'text/csv; charset=utf-8',
    content: Readable.from(per === 'call' ? perCall(ctx, within) : [await perDay(ctx, within)]),
  }
}
