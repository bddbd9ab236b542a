import { tables } from '@assay/db'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { OperatorCtx } from '../core/context.ts'
import { type Page, pageInput } from '../core/page.ts'
import type { OperatorTenant } from '../views.ts'

export const listTenantsInput = pageInput.extend({ search: z.string().trim().max(200).optional() })

/** As raw SQL gives it: timestamps and big integers are text. */
type TenantRow = {
  id: string
  name: string
  created_at: string
  owner_email: string | null
  plan: string | null
  status: OperatorTenant['status']
  mrr: string
  currency: string
  used: number
  models: number
}

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, (found) => `\\${found}`)

/** Every workspace, the newest first; searched by its name and its owner's address. */
export const listTenants = async (
  ctx: OperatorCtx,
  input: z.input<typeof listTenantsInput>,
): Promise<Page<OperatorTenant>> => {
  const { offset, limit, search } = listTenantsInput.parse(input)
  const like = `%${escapeLike(search ?? '')}%`
  const matching = sql`
    from ${tables.workspace} w
    left join lateral (
      select u.email from member m join "user" u on u.id = m.user_id
      where m.workspace_id = w.id and m.role = 'owner' order by m.created_at limit 1
    ) o on true
    where ${search ?? ''} = '' or w.name ilike ${like} or o.email ilike ${like}`
  return ctx.dbs.platform.transaction(async (tx) => {
    const rows = await tx.execute<TenantRow>(sql`
      select page.*, p.name as plan, s.status,
        coalesce(s.mrr_minor, 0)::text as mrr,
        coalesce(v.currency, 'usd') as currency,
        coalesce(b.used, 0)::float8 as used,
        (select count(*)::int from model d where d.workspace_id = page.id and d.archived_at is null) as models
      from (select w.id, w.name, w.created_at, o.email as owner_email ${matching}
        order by w.created_at desc, w.id desc limit ${limit} offset ${offset}) as page
      left join subscription s on s.workspace_id = page.id and s.ended_at is null
      left join plan_version v on v.id = s.plan_version_id
      left join plan p on p.id = v.plan_id
      left join lateral (
        select used from quota_balance q where q.workspace_id = page.id and q.meter = 'predictions'
        order by q.period_start desc limit 1
      ) b on true
      order by page.created_at desc, page.id desc`)
    const [total] = await tx.execute<{ count: number }>(sql`select count(*)::int as count ${matching}`)
    return { items: rows.map(present), total: total?.count ?? 0 }
  })
}

const present = (row: TenantRow): OperatorTenant => ({
  workspaceId: row.id,
  name: row.name,
  ownerEmail: row.owner_email,
  plan: row.plan,
  status: row.status,
  mrrMinor: row.mrr,
  currency: row.currency,
  predictionsThisPeriod: row.used,
  models: row.models,
  createdAt: new Date(row.created_at),
})
