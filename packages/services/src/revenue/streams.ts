import { formatDecimal, parseDecimal } from '@assay/billing'
import type { LedgerAccountKind } from '@assay/db'
import { sql } from 'drizzle-orm'
import type { OperatorCtx } from '../core/context.ts'
import { groupBy } from '../core/group-by.ts'
import type { RevenueStreamsView, StreamMonth } from '../views.ts'

type Row = { currency: string; month: string; account: LedgerAccountKind; amount: string }

const grossAccounts = {
  subscription: 'revenue_subscription',
  usage: 'revenue_usage',
  services: 'revenue_services',
  ads: 'revenue_ads',
  expiredCredits: 'revenue_expired_credit',
  other: 'revenue_other',
} as const satisfies Record<string, LedgerAccountKind>
const deductionAccounts = {
  discounts: 'revenue_discounts',
  creditNotes: 'revenue_credited',
  refunds: 'revenue_refunded',
  disputes: 'revenue_disputed',
  voided: 'revenue_voided',
} as const satisfies Record<string, LedgerAccountKind>

const total = (parts: Record<string, string>): bigint =>
  Object.values(parts).reduce((sum, amount) => sum + parseDecimal(amount), 0n)

const presentMonth = (month: string, rows: readonly Row[]): StreamMonth => {
  const of = (account: LedgerAccountKind): bigint =>
    rows.filter((row) => row.account === account).reduce((sum, { amount }) => sum + parseDecimal(amount), 0n)
  const each = <K extends string>(accounts: Record<K, LedgerAccountKind>, sign: bigint) =>
    Object.fromEntries(
      Object.entries<LedgerAccountKind>(accounts).map(([name, account]) => [
        name,
        formatDecimal(sign * of(account)),
      ]),
    ) as Record<K, string>
  // A credit is below zero in the ledger; revenue is shown above it.
  const gross = each(grossAccounts, -1n)
  const deductions = each(deductionAccounts, 1n)
  const grossMinor = total(gross)
  const deducted = total(deductions)
  return {
    month,
    gross,
    deductions,
    grossMinor: formatDecimal(grossMinor),
    netMinor: formatDecimal(grossMinor - deducted),
    taxMinor: formatDecimal(-of('tax_payable')),
    feesMinor: formatDecimal(of('expense_stripe_fees')),
    disputeFeesMinor: formatDecimal(of('expense_dispute_fees')),
    promotionsMinor: formatDecimal(of('expense_promotions')),
    badDebtMinor: formatDecimal(of('expense_bad_debt')),
  }
}

/** Revenue by stream, gross to net, month by month: sums of the ledger, and so of every tenant's statement. */
export const revenueStreams = async (ctx: OperatorCtx): Promise<RevenueStreamsView> => {
  const asOf = ctx.now()
  const rows = await ctx.dbs.platform.execute<Row>(sql`
    select e.currency, to_char(t.at at time zone 'UTC', 'YYYY-MM') as month, a.kind as account,
      trim_scale(sum(e.amount))::text as amount
    from ledger_entry e join ledger_transaction t on t.id = e.transaction_id join ledger_account a on a.id = e.account_id
    where a.kind not in ('receivable', 'cash', 'wallet') group by 1, 2, 3 order by 1, 2`)
  const currencies = [...groupBy([...rows], ({ currency }) => currency)].map(([currency, own]) => ({
    currency,
    months: [...groupBy(own, ({ month }) => month)].map(([month, of]) => presentMonth(month, of)),
  }))
  return { asOf, currencies }
}
