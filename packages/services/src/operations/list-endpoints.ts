import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { OperatorCtx } from '../core/context.ts'
import { type Page, pageInput } from '../core/page.ts'
import type { EndpointRow } from '../views.ts'

export const listEndpointsInput = pageInput.extend({
  /** Left out: those that fail or were switched off. */
  all: z.boolean().default(false),
})

type Row = {
  id: string
  url: string
  workspace_id: string
  workspace_name: string
  failing_since: string | null
  disabled_at: string | null
  last_status: number | null
  last_error: string | null
  pending: number
  failed: number
  total: number
}

/** Tenants' webhook endpoints with what became of a week's deliveries, those that have failed longest first. */
export const listEndpoints = async (
  ctx: OperatorCtx,
  input: z.input<typeof listEndpointsInput>,
): Promise<Page<EndpointRow>> => {
  const { all, offset, limit } = listEndpointsInput.parse(input)
  const rows = await ctx.dbs.platform.execute<Row>(sql`
    with page as (
      select e.id, e.url, e.workspace_id, w.name as workspace_name, e.failing_since, e.disabled_at,
        e.created_at, count(*) over ()::int as total
      from webhook_endpoint e join workspace w on w.id = e.workspace_id
      where ${all} or e.failing_since is not null or e.disabled_at is not null
      order by e.failing_since nulls last, e.created_at desc limit ${limit} offset ${offset})
    select page.*, (last.attempt->>'status')::int as last_status, last.attempt->>'error' as last_error,
      n.pending, n.failed
    from page
    left join lateral (
      select d.attempts->-1 as attempt from webhook_delivery d
      where d.endpoint_id = page.id order by d.created_at desc limit 1) last on true
    cross join lateral (
      select count(*) filter (where d.status = 'pending')::int as pending,
        count(*) filter (where d.status = 'failed')::int as failed
      from webhook_delivery d
      where d.endpoint_id = page.id and d.created_at > now() - interval '7 days') n
    order by page.failing_since nulls last, page.created_at desc`)
  const date = (text: string | null) => (text === null ? null : new Date(text))
  return {
    items: rows.map((row) => ({
      id: row.id,
      url: row.url,
      workspaceId: row.workspace_id,
      workspaceName: row.workspace_name,
      failingSince: date(row.failing_since),
      disabledAt: date(row.disabled_at),
      lastStatus: row.last_status,
      lastError: row.last_error,
      pending: row.pending,
      failed: row.failed,
    })),
    total: rows[0]?.total ?? 0,
  }
}
