import { timeOfId } from '@assay/db'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { OperatorCtx } from '../core/context.ts'
import { NotFound } from '../errors/index.ts'
import type { PredictionTrace } from '../views.ts'

/** A call is counted within this long of the moment at which its id was given. */
const countedWithinMs = 600_000

export const tracePredictionInput = z.strictObject({
  workspaceId: z.string().max(64),
  requestId: z.string().max(64),
})

type Row = {
  usage_event_id: string
  quantity: number
  through: number
  event_quantity: number
  occurred_at: string
  period_start: string
  deployment_id: string | null
  deployment_name: string | null
  model_version_id: string | null
  api_key_id: string | null
  meter_event: string | null
  meter_state: string | null
  meter_sent_at: string | null
  charge_id: string | null
  charge_collect: string | null
  charge_state: string | null
  event_included: number | null
  event_billed: number | null
  event_exact: string | null
  line_id: string | null
  line_description: string | null
  line_amount: string | null
  currency: string | null
  invoice_id: string | null
  invoice_number: string | null
  invoice_status: string | null
  paid_at: string | null
  training_job_id: string | null
  dataset_version_id: string | null
}

/** One call, followed from the data behind its answer to the payment that it was billed with. */
export const tracePrediction = async (
  ctx: OperatorCtx,
  input: z.input<typeof tracePredictionInput>,
): Promise<PredictionTrace> => {
  const { workspaceId, requestId } = tracePredictionInput.parse(input)
  const ms = timeOfId(requestId)
  if (Number.isNaN(ms)) throw new NotFound('request', requestId)
  const from = new Date(ms - countedWithinMs).toISOString()
  const to = new Date(ms + countedWithinMs).toISOString()
  const [row] = await ctx.dbs.platform.execute<Row>(sql`
    select u.usage_event_id, u.quantity::float8, u.through::float8, e.quantity::float8 as event_quantity, u.occurred_at,
      u.period_start, u.deployment_id, d.name as deployment_name, u.model_version_id, u.api_key_id,
      o.identifier as meter_event, o.state as meter_state, o.sent_at as meter_sent_at,
      c.id as charge_id, c.collect as charge_collect, c.state as charge_state,
      r.included_quantity::float8 as event_included, r.billed_quantity::float8 as event_billed,
      trim_scale(r.exact_amount)::text as event_exact, l.id as line_id, l.description as line_description,
      l.amount_minor::text as line_amount, coalesce(l.currency, c.currency) as currency,
      i.id as invoice_id, i.number as invoice_number, i.status as invoice_status, i.paid_at,
      m.training_job_id, m.dataset_version_id
    from usage_call u
    join usage_event e on e.id = u.usage_event_id
    left join deployment d on d.id = u.deployment_id
    left join model_version m on m.id = u.model_version_id
    left join meter_outbox o on o.id = e.outbox_id
    left join usage_charge c on c.id = e.outbox_id
    left join rated_usage r on r.usage_event_id = e.id
    left join invoice_line l on l.id = r.invoice_line_id
    left join invoice i on i.id = l.invoice_id
    where u.workspace_id = ${workspaceId} and u.request_id = ${requestId}
      and u.period_start in (select period_start from quota_balance where workspace_id = ${workspaceId})
      and u.occurred_at between ${from}::timestamptz and ${to}::timestamptz
    limit 1`)
  if (!row) throw new NotFound('request', requestId)
  const at = (text: string | null): Date | null => (text === null ? null : new Date(text))
  // What the plan includes covers an event's first predictions.
  const billed =
    row.event_included === null ? null : Math.min(row.quantity, Math.max(0, row.through - row.event_included))
  return {
    requestId,
    workspaceId,
    quantity: row.quantity,
    occurredAt: new Date(row.occurred_at),
    deploymentId: row.deployment_id,
    deploymentName: row.deployment_name,
    modelVersionId: row.model_version_id,
    trainingJobId: row.training_job_id,
    datasetVersionId: row.dataset_version_id,
    apiKeyId: row.api_key_id,
    usageEventId: row.usage_event_id,
    periodStart: new Date(row.period_start),
    meterEvent:
      row.meter_event === null
        ? null
        : { identifier: row.meter_event, state: row.meter_state ?? '', sentAt: at(row.meter_sent_at) },
    charge:
      row.charge_id === null
        ? null
        : { id: row.charge_id, collect: row.charge_collect ?? '', state: row.charge_state ?? '' },
    line:
      row.line_id === null || row.invoice_id === null || billed === null
        ? null
        : {
            id: row.line_id,
            description: row.line_description ?? '',
            amountMinor: row.line_amount ?? '0',
            currency: row.currency ?? '',
            included: row.quantity - billed,
            billed,
            invoiceId: row.invoice_id,
            invoiceNumber: row.invoice_number,
            invoiceStatus: row.invoice_status ?? '',
            paidAt: at(row.paid_at),
          },
  }
}
