import type { Standing } from '@assay/billing'
import { type SQL, sql } from 'drizzle-orm'
import type { TenantHealth, TenantRow, TenantTrouble } from '../views.ts'

/** As raw SQL gives it: timestamps and big integers are text. */
export type RawTenant = {
  id: string
  name: string
  created_at: string
  owner_email: string | null
  plan: string | null
  plan_key: string | null
  status: TenantRow['status']
  standing: Standing
  health: TenantHealth
  troubles: TenantTrouble[]
  mrr: string
  currency: string
  used: number
  models: number
  last_seen_at: string | null
  calls: { answered: number; refused: number; limited: number; broken: number }
  failed_runs: number
  open_invoices: number
  owed: string
}

/** As `standingOf` of the billing package, of the subscription `s` and the suspension `x`. */
const standing = sql`case
  when x.workspace_id is not null then 'suspended'
  when s.paused_at is not null then 'paused'
  when s.status = 'unpaid' or (s.status = 'past_due' and s.grace_until < now()) then 'restricted'
  when s.status = 'past_due' then 'grace'
  when s.status = 'trialing' then 'trial'
  else 'full' end`

/** What asks for an operator's eye; the first three stop people or give them errors. */
const troubles = sql`array_remove(array[
  case when t.standing in ('suspended', 'restricted') then t.standing end,
  case when t.calls_made >= 20 and t.broken > 0.05 * t.calls_made then 'call_errors' end,
  case when t.standing = 'grace' then 'grace' end,
  case when t.failed_runs > 0 then 'failed_runs' end,
  case when t.failing_endpoints > 0 then 'failing_webhooks' end,
  case when t.overdue > 0 then 'overdue_invoices' end
], null)`

/**
 * Every workspace that `which` lets through with how it stands: a common table `tenant`, one row each. Calls and runs
 * are those of the last week; an invoice is overdue once its payment was refused.
 */
export const tenantRows = (which: SQL): SQL => sql`
  measured as (
    select w.id, w.name, w.created_at, o.email as owner_email, p.name as plan, p.key as plan_key, s.status,
      ${standing} as standing, coalesce(s.mrr_minor, 0) as mrr, coalesce(v.currency, 'usd') as currency,
      coalesce(b.used, 0)::float8 as used, m.models, seen.at as last_seen_at,
      c.answered, c.refused, c.limited, c.broken, c.answered + c.broken as calls_made,
      f.runs as failed_runs, h.endpoints as failing_endpoints, i.open_invoices, i.overdue, i.owed
    from workspace w
    left join workspace_suspension x on x.workspace_id = w.id
    left join subscription s on s.workspace_id = w.id and s.ended_at is null
    left join plan_version v on v.id = s.plan_version_id
    left join plan p on p.id = v.plan_id
    left join lateral (
      select u.email from member o join "user" u on u.id = o.user_id
      where o.workspace_id = w.id and o.role = 'owner' order by o.created_at limit 1) o on true
    left join lateral (
      select q.used from quota_balance q where q.workspace_id = w.id and q.meter = 'predictions'
      order by q.period_start desc limit 1) b on true
    cross join lateral (
      select count(*)::int as models from model d where d.workspace_id = w.id and d.archived_at is null) m
    cross join lateral (
      select coalesce(sum(g.answered), 0)::float8 as answered, coalesce(sum(g.refused), 0)::float8 as refused,
        coalesce(sum(g.limited), 0)::float8 as limited,
        coalesce(sum(g.failed + g.overloaded), 0)::float8 as broken
      from deployment_figures g
      where g.workspace_id = w.id and g.span = 'hour' and g.at >= now() - interval '7 days') c
    cross join lateral (
      select (select count(*) from training_job j where j.workspace_id = w.id and j.status = 'failed'
          and j.created_at >= now() - interval '7 days')::int
        + (select count(*) from batch j where j.workspace_id = w.id and j.status = 'failed'
          and j.created_at >= now() - interval '7 days')::int as runs) f
    cross join lateral (
      select count(*)::int as endpoints from webhook_endpoint e
      where e.workspace_id = w.id and e.failing_since is not null and e.disabled_at is null) h
    cross join lateral (
      select count(*)::int as open_invoices, count(*) filter (where k.attempts > 0)::int as overdue,
        coalesce(sum(k.amount_due_minor - k.amount_paid_minor), 0) as owed
      from invoice k where k.workspace_id = w.id and k.status = 'open') i
    cross join lateral (
      select greatest(
        (select max(a.last_used_at) from api_key a where a.workspace_id = w.id),
        (select max(z.updated_at) from session z join member n on n.user_id = z.user_id
          where n.workspace_id = w.id)) as at) seen
    where ${which}
  ), judged as (select t.*, ${troubles} as troubles from measured t),
  tenant as (
    select *, case when troubles && array['suspended', 'restricted', 'call_errors'] then 'bad'
      when cardinality(troubles) > 0 then 'watch' else 'good' end as health
    from judged)`

/** The columns of `RawTenant`. */
export const tenantColumns = sql`id, name, created_at, owner_email, plan, plan_key, status, standing, health,
  to_json(troubles) as troubles, mrr::text, currency, used, models, last_seen_at, failed_runs, open_invoices,
  owed::text, json_build_object('answered', answered, 'refused', refused, 'limited', limited, 'broken', broken) as calls`

export const presentTenant = (row: RawTenant): TenantRow => ({
  workspaceId: row.id,
  name: row.name,
  ownerEmail: row.owner_email,
  plan: row.plan,
  planKey: row.plan_key,
  status: row.status,
  standing: row.standing,
  health: row.health,
  troubles: row.troubles,
  mrrMinor: row.mrr,
  currency: row.currency,
  predictionsThisPeriod: row.used,
  models: row.models,
  lastSeenAt: row.last_seen_at === null ? null : new Date(row.last_seen_at),
  createdAt: new Date(row.created_at),
})
