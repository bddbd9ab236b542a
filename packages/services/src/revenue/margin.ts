import { basisPoints, formatDecimal, monthOf, parseDecimal } from '@assay/billing'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { OperatorCtx } from '../core/context.ts'
import type { MarginView, TenantMargin } from '../views.ts'

export const marginInput = z.strictObject({
  /** `2026-11`, in UTC; absent: the running one. */
  month: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'Write the month as 2026-11.')
    .optional(),
})

type Row = {
  workspace_id: string
  name: string
  currency: string
  net: string
  fees: string
  cpu_seconds: string
  gpu_seconds: string
  gb_months: string
  predictions: string
  cost: string
  unpriced: boolean
}

/** Hours of a year's twelfth. */
const hoursPerMonth = 730

const rowsOf = (ctx: OperatorCtx, from: string, to: string) =>
  ctx.dbs.platform.execute<Row>(sql`
    with bounds as (select ${from}::timestamptz as first, ${to}::timestamptz as next),
    money as (
      select e.workspace_id, e.currency,
        -coalesce(sum(e.amount) filter (where a.kind like 'revenue%'), 0) as net,
        coalesce(sum(e.amount) filter (where a.kind in ('expense_stripe_fees', 'expense_dispute_fees')), 0) as fees
      from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
      join ledger_account a on a.id = e.account_id, bounds
      where t.at >= first and t.at < next group by 1, 2),
    work as (
      select e.workspace_id, (e.occurred_at at time zone 'UTC')::date as day, 0::numeric as cpu, 0::numeric as gpu,
        coalesce(sum(e.quantity) filter (where e.meter = 'storage_gb_hours'), 0) as gb_hours,
        coalesce(sum(e.quantity) filter (where e.meter in ('predictions', 'batch_rows')), 0) as predictions
      from bounds, (select distinct workspace_id, period_start from quota_balance, bounds
        where period_end >= first - interval '1 day') b
      join usage_event e on e.workspace_id = b.workspace_id and e.period_start = b.period_start
      where e.occurred_at >= first and e.occurred_at < next group by 1, 2
      union all
      select j.workspace_id, (j.finished_at at time zone 'UTC')::date,
        coalesce(sum(j.seconds::numeric) filter (where not on_gpu), 0),
        coalesce(sum(j.seconds::numeric) filter (where on_gpu), 0), 0, 0
      from bounds, training_job j
      left join lateral (select coalesce(bool_or(m.report ->> 'backend' in ('tfjs-node-gpu', 'webgpu')), false) as on_gpu
        from model_version m where m.training_job_id = j.id) g on true
      where j.finished_at >= first and j.finished_at < next group by 1, 2),
    own as (
      select w.id, w.name, coalesce(
        (select v.currency from subscription s join plan_version v on v.id = s.plan_version_id
          where s.workspace_id = w.id order by s.ended_at is null desc, s.created_at desc limit 1), 'usd') as currency
      from workspace w),
    spent as (
      select work.workspace_id, own.currency, sum(cpu) as cpu, sum(gpu) as gpu, sum(gb_hours) as gb_hours,
        sum(predictions) as predictions, bool_or(r.id is null) as unpriced,
        coalesce(sum(cpu * r.cpu_second + gpu * r.gpu_second + gb_hours * r.gb_month / ${hoursPerMonth}
          + predictions * r.per_1000_predictions / 1000), 0) as cost
      from work join own on own.id = work.workspace_id
      left join lateral (select * from cost_rate c where c.currency = own.currency and c.valid_from <= work.day
        order by c.valid_from desc limit 1) r on true
      group by 1, 2)
    select own.id as workspace_id, own.name, coalesce(m.currency, s.currency) as currency,
      trim_scale(coalesce(m.net, 0))::text as net, trim_scale(coalesce(m.fees, 0))::text as fees,
      round(coalesce(s.cpu, 0), 3)::text as cpu_seconds, round(coalesce(s.gpu, 0), 3)::text as gpu_seconds,
      round(coalesce(s.gb_hours, 0) / ${hoursPerMonth}, 6)::text as gb_months,
      coalesce(s.predictions, 0)::text as predictions,
      round(coalesce(s.cost, 0), 6)::text as cost, coalesce(s.unpriced, false) as unpriced
    from money m full join spent s on s.workspace_id = m.workspace_id and s.currency = m.currency
    join own on own.id = coalesce(m.workspace_id, s.workspace_id)
    where m.net is not null or s.cost is not null
    order by 3, coalesce(m.net, 0) - coalesce(m.fees, 0) - coalesce(s.cost, 0), 1`)

const present = (row: Row): TenantMargin => {
  const net = parseDecimal(row.net)
  const fees = parseDecimal(row.fees)
  const cost = parseDecimal(row.cost)
  // Work that no rate prices has a cost that nobody knows: no margin is made up.
  const margin = row.unpriced ? null : net - fees - cost
  return {
    workspaceId: row.workspace_id,
    name: row.name,
    currency: row.currency,
    netRevenueMinor: formatDecimal(net),
    feesMinor: formatDecimal(fees),
    costMinor: row.unpriced ? null : formatDecimal(cost),
    marginMinor: margin === null ? null : formatDecimal(margin),
    marginBasisPoints: margin === null ? null : basisPoints(margin, net),
    cpuSeconds: formatDecimal(parseDecimal(row.cpu_seconds)),
    gpuSeconds: formatDecimal(parseDecimal(row.gpu_seconds)),
    gbMonths: formatDecimal(parseDecimal(row.gb_months)),
    predictions: Number(row.predictions),
  }
}

/** What each tenant brings in a month less what serving it cost, by the rates of each day; the least first. */
export const tenantMargins = async (
  ctx: OperatorCtx,
  input: z.input<typeof marginInput>,
): Promise<MarginView> => {
  const asOf = ctx.now()
  const { month = monthOf(asOf) } = marginInput.parse(input)
  const first = new Date(`${month}-01T00:00:00Z`)
  const next = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 1))
  const rows = await rowsOf(ctx, first.toISOString(), next.toISOString())
  return { asOf, month, tenants: rows.map(present) }
}
