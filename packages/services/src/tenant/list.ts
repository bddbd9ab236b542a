import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { OperatorCtx } from '../core/context.ts'
import { escapeLike, type Page, pageInput } from '../core/page.ts'
import type { TenantRow } from '../views.ts'
import { presentTenant, type RawTenant, tenantColumns, tenantRows } from './tenant-rows.ts'

export const listTenantsInput = pageInput.extend({
  search: z.string().trim().max(200).optional(),
  /** The key of a plan. */
  plan: z.string().max(100).optional(),
  standing: z.enum(['full', 'trial', 'grace', 'restricted', 'paused', 'suspended']).optional(),
  health: z.enum(['good', 'watch', 'bad']).optional(),
  sort: z.enum(['newest', 'name', 'usage', 'spend', 'last_seen']).default('newest'),
})

const orders: Record<z.output<typeof listTenantsInput>['sort'], SQL> = {
  newest: sql`created_at desc`,
  name: sql`lower(name)`,
  usage: sql`used desc`,
  spend: sql`mrr desc`,
  last_seen: sql`last_seen_at desc nulls last`,
}

const matching = (search: string | undefined): SQL => {
  if (!search) return sql`true`
  const like = `%${escapeLike(search)}%`
  return sql`(w.name ilike ${like} or o.email ilike ${like} or w.id = ${search})`
}

/** Every workspace, searched by its name, its owner's address or its id, and narrowed by how it stands. */
export const listTenants = async (
  ctx: OperatorCtx,
  input: z.input<typeof listTenantsInput>,
): Promise<Page<TenantRow>> => {
  const { offset, limit, search, plan, standing, health, sort } = listTenantsInput.parse(input)
  const rows = await ctx.dbs.platform.execute<RawTenant & { total: number }>(sql`
    with ${tenantRows(matching(search))},
    wanted as (select * from tenant
      where (${plan ?? null}::text is null or plan_key = ${plan ?? null})
        and (${standing ?? null}::text is null or standing = ${standing ?? null})
        and (${health ?? null}::text is null or health = ${health ?? null}))
    select n.total, page.* from (select count(*)::int as total from wanted) n
    left join (select ${tenantColumns} from wanted order by ${orders[sort]}, id desc
      limit ${limit} offset ${offset}) page on true`)
  // Beyond the last page one row tells the total alone.
  return {
    items: rows.filter(({ id }) => id !== null).map(presentTenant),
    total: rows[0]?.total ?? 0,
  }
}
