import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { currentBalance } from '../billing/balance.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { NotFound } from '../errors/index.ts'
import type { BatchEstimate } from '../views.ts'

export const estimateBatchInput = z.strictObject({ rows: z.int().min(0).max(1_000_000_000) })

/** What a batch would cost now: by the functions that bill it, so that it is what it will be if nothing else is used meanwhile. */
export const estimateBatch = (
  ctx: WorkspaceCtx,
  input: z.input<typeof estimateBatchInput>,
): Promise<BatchEstimate> => {
  const { rows } = estimateBatchInput.parse(input)
  return inWorkspace(ctx, 'viewer', async (tx) => {
    const balance = await currentBalance(tx, ctx.workspaceId, ctx.now())
    if (balance === null) throw new NotFound('subscription', ctx.workspaceId)
    const [row] = await tx.execute<{
      meter: BatchEstimate['meter']
      currency: string
      prepaid: boolean
      cost: string | null
      included: number
      unit: string | null
      room: number | null
    }>(sql`
      select m.meter, v.currency, v.prepaid, r.room::float8 as room,
        case when p.price is not null
          then trim_scale(usage_cost(p.price, u.counted + ${rows}) - usage_cost(p.price, u.counted))::text end as cost,
        least(${rows}, greatest(0, coalesce((p.price ->> 'included')::bigint, allowance_of(s, v))
          - u.counted))::float8 as included,
        trim_scale(usage_cost(p.price, n.next + 1) - usage_cost(p.price, n.next))::text as unit
      from quota_balance b
      join subscription s on s.id = b.subscription_id
      join plan_version v on v.id = s.plan_version_id
      cross join lateral (select case when v.prices ? 'batch_rows' then 'batch_rows' else 'predictions' end as meter) m
      cross join lateral (select meter_price(v, m.meter) as price) p
      cross join lateral (select coalesce((select o.used from quota_balance o where o.workspace_id = b.workspace_id
        and o.meter = m.meter and o.period_start = b.period_start), 0) as counted) u
      cross join lateral (select greatest(u.counted, (p.price ->> 'included')::bigint) as next) n
      cross join lateral batch_room(b, v, m.meter, null, ${ctx.now().toISOString()}::timestamptz) r
      where b.workspace_id = ${ctx.workspaceId} and b.meter = 'predictions'
        and b.period_start = ${balance.periodStart.toISOString()}::timestamptz`)
    if (!row) throw new NotFound('subscription', ctx.workspaceId)
    return {
      meter: row.meter,
      currency: row.currency,
      costMinor: row.cost,
      includedRows: row.included,
      unitMinor: row.cost === null ? null : row.unit,
      room: row.room,
      prepaid: row.prepaid,
    }
  })
}
