import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { OperatorCtx } from '../core/context.ts'
import { escapeLike, type Page, pageInput } from '../core/page.ts'
import { quantileMs } from '../deployment/latencies.ts'
import type { PlatformDeployment } from '../views.ts'

export const listPlatformDeploymentsInput = pageInput.extend({
  search: z.string().trim().max(200).optional(),
  state: z.enum(['live', 'stopped']).optional(),
  sort: z.enum(['calls', 'errors', 'newest']).default('calls'),
})

const orders: Record<z.output<typeof listPlatformDeploymentsInput>['sort'], SQL> = {
  calls: sql`calls desc`,
  errors: sql`broken desc, calls desc`,
  newest: sql`created_at desc`,
}

type Row = {
  id: string
  name: string
  workspace_id: string
  workspace_name: string
  kind: string
  stopped: boolean
  dedicated: boolean
  calls: number
  broken: number
  latencies: (number | null)[] | null
  created_at: string
  total: number
}

/** The deployments of all workspaces with what came of a day's calls. */
export const listPlatformDeployments = async (
  ctx: OperatorCtx,
  input: z.input<typeof listPlatformDeploymentsInput>,
): Promise<Page<PlatformDeployment>> => {
  const { search, state, sort, offset, limit } = listPlatformDeploymentsInput.parse(input)
  const like = `%${escapeLike(search ?? '')}%`
  const rows = await ctx.dbs.platform.execute<Row>(sql`
    with wanted as (
      select d.id, d.name, d.workspace_id, w.name as workspace_name, m.kind, d.created_at,
        d.stopped_at is not null as stopped,
        exists (select from dedicated_terms t where t.deployment_id = d.id and t.ended_at is null) as dedicated,
        f.calls, f.broken
      from deployment d join workspace w on w.id = d.workspace_id join model m on m.id = d.model_id
      cross join lateral (
        select coalesce(sum(g.answered + g.failed + g.overloaded), 0)::float8 as calls,
          coalesce(sum(g.failed + g.overloaded), 0)::float8 as broken
        from deployment_figures g
        where g.deployment_id = d.id and g.span = 'hour' and g.at > now() - interval '24 hours') f
      where (${search ?? ''} = '' or d.name ilike ${like} or w.name ilike ${like} or d.id = ${search ?? ''})
        and (${state ?? null}::text is null or (d.stopped_at is not null) = (${state ?? null} = 'stopped'))
    ), page as (select *, count(*) over ()::int as total from wanted
      order by ${orders[sort]}, id desc limit ${limit} offset ${offset})
    select page.*, (
      select array_agg(s.calls order by s.step) from (
        select l.step, sum(l.calls)::float8 as calls
        from deployment_figures g, unnest(g.latencies) with ordinality as l(calls, step)
        where g.deployment_id = page.id and g.span = 'hour' and g.at > now() - interval '24 hours'
        group by l.step) s) as latencies
    from page order by ${orders[sort]}, id desc`)
  return { items: rows.map(present), total: rows[0]?.total ?? 0 }
}

const present = (row: Row): PlatformDeployment => ({
  id: row.id,
  name: row.name,
  workspaceId: row.workspace_id,
  workspaceName: row.workspace_name,
  kind: row.kind,
  stopped: row.stopped,
  dedicated: row.dedicated,
  calls: row.calls,
  broken: row.broken,
  p95Ms: quantileMs(
    Array.from(row.latencies ?? [], (calls) => calls ?? 0),
    0.95,
  ),
  createdAt: new Date(row.created_at),
})
