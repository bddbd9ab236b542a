import { addMonths, afterChurn, formatDecimal, monthOf, parseDecimal, roundToMinor } from '@assay/billing'
import { sql } from 'drizzle-orm'
import type { OperatorCtx } from '../core/context.ts'
import type { OutlookView } from '../views.ts'
import { customerRetention } from './retention.ts'
import { revenueStreams } from './streams.ts'

const forecastMonths = 3
/** Usage is carried on as it was in this many full months. */
const usageMonths = 3

type Pipeline = { currency: string; quoted: string; quotes: number; accepted: string; engagements: number }

/** Quotes that wait for an answer, and accepted work that is on no invoice yet; taxes included. */
const pipelineOf = (ctx: OperatorCtx) =>
  ctx.dbs.platform.execute<Pipeline>(sql`
    select currency, sum(quoted)::text as quoted, sum(quotes)::int as quotes, sum(accepted)::text as accepted,
      sum(engagements)::int as engagements
    from (
      select e.currency, q.total_minor as quoted, 1 as quotes, 0 as accepted, 0 as engagements
      from quote_version q join engagement e on e.id = q.engagement_id where q.state = 'sent'
      union all
      select e.currency, 0, 0, greatest(0, e.total_minor - coalesce((select sum(i.amount_minor)
        from engagement_invoice i where i.engagement_id = e.id), 0)), 1
      from engagement e where e.state = 'active' and e.total_minor is not null) p
    group by 1`)

const leavingOf = (ctx: OperatorCtx) =>
  ctx.dbs.platform.execute<{ currency: string; mrr: string; leaving: string }>(sql`
    select m.currency, sum(m.mrr)::text as mrr,
      coalesce(sum(m.mrr) filter (where exists (select from subscription s where s.workspace_id = m.workspace_id
        and s.ended_at is null and s.cancel_at_period_end)), 0)::text as leaving
    from (select workspace_id, currency, sum(delta_minor) as mrr from mrr_movement group by 1, 2) m group by 1`)

/**
 * The months ahead: recurring revenue less what is cancelled already, shrinking by the churn of late, and usage as it
 * was. New customers are not guessed.
 */
export const revenueOutlook = async (ctx: OperatorCtx): Promise<OutlookView> => {
  const asOf = ctx.now()
  const [pipeline, recurring, churn, streams] = [
    await pipelineOf(ctx),
    await leavingOf(ctx),
    await customerRetention(ctx),
    await revenueStreams(ctx),
  ]
  const currencies = new Set(
    [...pipeline, ...recurring, ...streams.currencies].map(({ currency }) => currency),
  )
  const thisMonth = monthOf(asOf)
  return {
    asOf,
    usageMonths,
    currencies: [...currencies].sort().map((currency) => {
      const own = recurring.find((row) => row.currency === currency)
      const waiting = pipeline.find((row) => row.currency === currency)
      const rate = churn.currencies.find((one) => one.currency === currency)?.churnBasisPoints ?? 0
      const full = (streams.currencies.find((one) => one.currency === currency)?.months ?? []).filter(
        ({ month }) => month < thisMonth && month >= monthOf(addMonths(firstOf(asOf), -usageMonths)),
      )
      const usage =
        full.length === 0
          ? 0n
          : full.reduce((sum, { gross }) => sum + parseDecimal(gross.usage), 0n) / BigInt(full.length)
      const staying = BigInt(own?.mrr ?? '0') - BigInt(own?.leaving ?? '0')
      return {
        currency,
        quotedMinor: waiting?.quoted ?? '0',
        quotes: waiting?.quotes ?? 0,
        backlogMinor: waiting?.accepted ?? '0',
        engagements: waiting?.engagements ?? 0,
        mrrMinor: own?.mrr ?? '0',
        leavingMinor: own?.leaving ?? '0',
        churnBasisPoints: rate,
        forecast: Array.from({ length: forecastMonths }, (_, at) => {
          const recurringMinor = afterChurn(staying, rate, at + 1)
          const usageMinor = roundToMinor(usage)
          return {
            month: monthOf(addMonths(firstOf(asOf), at + 1)),
            recurringMinor: recurringMinor.toString(),
            usageMinor: usageMinor.toString(),
            totalMinor: (recurringMinor + usageMinor).toString(),
          }
        }),
        usagePerMonth: formatDecimal(usage),
      }
    }),
  }
}

const firstOf = (at: Date): Date => new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1))
