import { sql } from 'drizzle-orm'
import type { OperatorCtx } from '../core/context.ts'
import { openDisputes } from '../dispute/dispute-state.ts'
import type { AgeingBucket, ReceivablesView } from '../views.ts'

const buckets = ['0-30', '31-60', '61-90', '90+'] as const satisfies readonly AgeingBucket['days'][]

/** What is owed and since when, what dunning brought in, and what is paid beforehand. */
export const receivables = async (ctx: OperatorCtx): Promise<ReceivablesView> => {
  const asOf = ctx.now()
  const db = ctx.dbs.platform
  const now = sql`${asOf.toISOString()}::timestamptz`
  const open = await db.execute<{
    currency: string
    days: AgeingBucket['days']
    invoices: number
    owed: string
  }>(sql`
    select currency, case when age <= 30 then '0-30' when age <= 60 then '31-60' when age <= 90 then '61-90'
      else '90+' end as days, count(*)::int as invoices, sum(owed)::text as owed
    from (select currency, amount_due_minor - amount_paid_minor as owed,
        greatest(0, extract(epoch from ${now} - finalized_at) / 86400) as age
      from invoice where status = 'open' and finalized_at is not null) i
    where owed > 0 group by 1, 2`)
  const dunned = await db.execute<{
    currency: string
    recovered: string
    recovered_count: number
    at_risk: string
    lost: string
    lost_count: number
  }>(sql`
    select currency,
      coalesce(sum(amount_paid_minor) filter (where status = 'paid' and attempts > 1), 0)::text as recovered,
      count(*) filter (where status = 'paid' and attempts > 1)::int as recovered_count,
      coalesce(sum(amount_due_minor - amount_paid_minor) filter (where status = 'open' and attempts > 0), 0)::text as at_risk,
      coalesce(sum(amount_due_minor - amount_paid_minor)
        filter (where status in ('uncollectible', 'void') and attempts > 0), 0)::text as lost,
      count(*) filter (where status in ('uncollectible', 'void') and attempts > 0)::int as lost_count
    from invoice where finalized_at is not null group by 1`)
  const held = await db.execute<{ currency: string; wallet: string; balance: string; tax: string }>(sql`
    select e.currency, trim_scale(-coalesce(sum(e.amount) filter (where a.kind = 'wallet'), 0))::text as wallet,
      trim_scale(coalesce(sum(e.amount) filter (where a.kind = 'receivable'), 0))::text as balance,
      trim_scale(-coalesce(sum(e.amount) filter (where a.kind = 'tax_payable'), 0))::text as tax
    from ledger_entry e join ledger_account a on a.id = e.account_id group by 1`)
  const disputed = await db.execute<{
    currency: string
    outcome: 'open' | 'won' | 'lost' | 'none'
    count: number
    amount: string
  }>(sql`
    select currency, case when status in ${openDisputes} then 'open' when status in ('won', 'lost') then status
      else 'none' end as outcome, count(*)::int as count, sum(amount_minor)::text as amount
    from dispute group by 1, 2`)
  const currencies = [
    ...new Set([...open, ...dunned, ...held, ...disputed].map(({ currency }) => currency)),
  ].sort()
  return {
    asOf,
    currencies: currencies.map((currency) => {
      const own = dunned.find((row) => row.currency === currency)
      const disputes = (outcome: 'open' | 'won' | 'lost') => {
        const row = disputed.find((one) => one.currency === currency && one.outcome === outcome)
        return { count: row?.count ?? 0, amountMinor: row?.amount ?? '0' }
      }
      const books = held.find((row) => row.currency === currency)
      return {
        currency,
        ageing: buckets.map((days) => {
          const row = open.find((one) => one.currency === currency && one.days === days)
          return { days, invoices: row?.invoices ?? 0, owedMinor: row?.owed ?? '0' }
        }),
        recoveredMinor: own?.recovered ?? '0',
        recoveredInvoices: own?.recovered_count ?? 0,
        atRiskMinor: own?.at_risk ?? '0',
        lostMinor: own?.lost ?? '0',
        lostInvoices: own?.lost_count ?? 0,
        disputes: { open: disputes('open'), won: disputes('won'), lost: disputes('lost') },
        prepaidMinor: books?.wallet ?? '0',
        receivableMinor: books?.balance ?? '0',
        taxPayableMinor: books?.tax ?? '0',
      }
    }),
  }
}
