import { Readable } from 'node:stream'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import type { OperatorCtx } from '../core/context.ts'
import { toCsv } from '../core/csv.ts'
import { listReconciliations } from '../reconciliation/read.ts'
import { marginInput, tenantMargins } from '../revenue/margin.ts'
import { revenueOutlook } from '../revenue/outlook.ts'
import { receivables } from '../revenue/receivables.ts'
import { customerRetention } from '../revenue/retention.ts'
import { revenueStreams } from '../revenue/streams.ts'
import { revenue } from './revenue.ts'

type Cells = (string | number)[]
type Report = (ctx: OperatorCtx, of: { month?: string | undefined }) => Promise<Cells[]>

const iso = (at: Date | null): string => at?.toISOString() ?? ''
const pageSize = 200
/** A table for a spreadsheet: more rows than it opens are no help. */
const mostRows = 100_000

const reconciliation: Report = async (ctx) => {
  const rows: Cells[] = [
    [
      'workspace',
      'name',
      'meter',
      'period_start',
      'period_end',
      'served',
      'metered',
      'carried',
      'stripe',
      'included',
      'billed',
      'exact_minor',
      'currency',
      'differs',
      'reasons',
      'checked_at',
    ],
  ]
  for (let offset = 0; offset < mostRows; offset += pageSize) {
    const { items, total } = await listReconciliations(ctx, { offset, limit: pageSize })
    for (const one of items)
      rows.push([
        one.workspaceId,
        one.workspaceName,
        one.meter,
        iso(one.periodStart),
        iso(one.periodEnd),
        one.served,
        one.metered,
        one.carried,
        one.stripe ?? '',
        one.included,
        one.billed,
        one.exactAmount,
        one.currency,
        one.differs ? 'yes' : 'no',
        one.reasons.map(({ code, quantity }) => `${code} ${quantity}`).join('; '),
        iso(one.checkedAt),
      ])
    if (offset + pageSize >= total) break
  }
  return rows
}

const bridge: Report = async (ctx) => [
  [
    'currency',
    'month',
    'start_minor',
    'new_minor',
    'reactivation_minor',
    'expansion_minor',
    'contraction_minor',
    'churn_minor',
    'end_minor',
  ],
  ...(await revenue(ctx)).currencies.flatMap(({ currency, mrrBridge }) =>
    mrrBridge.map((one) => [
      currency,
      one.month,
      one.startMinor,
      one.newMinor,
      one.reactivationMinor,
      one.expansionMinor,
      one.contractionMinor,
      one.churnMinor,
      one.endMinor,
    ]),
  ),
]

const streams: Report = async (ctx) => {
  const { currencies } = await revenueStreams(ctx)
  const first = currencies[0]?.months[0]
  const named = Object.keys({ ...first?.gross, ...first?.deductions }).map((name) => `${name}_minor`)
  return [
    [
      'currency',
      'month',
      ...named,
      'gross_minor',
      'net_minor',
      'tax_minor',
      'fees_minor',
      'dispute_fees_minor',
      'promotions_minor',
      'bad_debt_minor',
    ],
    ...currencies.flatMap(({ currency, months }) =>
      months.map((one) => [
        currency,
        one.month,
        ...Object.values(one.gross),
        ...Object.values(one.deductions),
        one.grossMinor,
        one.netMinor,
        one.taxMinor,
        one.feesMinor,
        one.disputeFeesMinor,
        one.promotionsMinor,
        one.badDebtMinor,
      ]),
    ),
  ]
}

const share = (basisPoints: number | null): string =>
  basisPoints === null ? '' : String(basisPoints / 10_000)

const customers: Report = async (ctx) => [
  [
    'currency',
    'month',
    'start',
    'gained',
    'returned',
    'lost',
    'end',
    'logo_churn',
    'revenue_churn',
    'net_retention',
  ],
  ...(await customerRetention(ctx)).currencies.flatMap(({ currency, months }) =>
    months.map((one) => [
      currency,
      one.month,
      one.start,
      one.gained,
      one.returned,
      one.lost,
      one.end,
      share(one.logoChurnBasisPoints),
      share(one.revenueChurnBasisPoints),
      share(one.netRetentionBasisPoints),
    ]),
  ),
]

const cohorts: Report = async (ctx) => [
  ['currency', 'first_paid', 'months_later', 'customers_then', 'customers_at_first', 'mrr_minor'],
  ...(await customerRetention(ctx)).currencies.flatMap(({ currency, cohorts: all }) =>
    all.flatMap((cohort) =>
      cohort.months.map((one, later) => [
        currency,
        cohort.month,
        later,
        one.customers,
        cohort.customers,
        one.mrrMinor,
      ]),
    ),
  ),
]

const owed: Report = async (ctx) => [
  ['currency', 'figure', 'invoices', 'amount_minor'],
  ...(await receivables(ctx)).currencies.flatMap((one) => [
    ...one.ageing.map((bucket) => [
      one.currency,
      `open ${bucket.days} days`,
      bucket.invoices,
      bucket.owedMinor,
    ]),
    [one.currency, 'recovered by dunning', one.recoveredInvoices, one.recoveredMinor],
    [one.currency, 'at risk in dunning', '', one.atRiskMinor],
    [one.currency, 'lost in dunning', one.lostInvoices, one.lostMinor],
    [one.currency, 'open disputes', one.disputes.open.count, one.disputes.open.amountMinor],
    [one.currency, 'won disputes', one.disputes.won.count, one.disputes.won.amountMinor],
    [one.currency, 'lost disputes', one.disputes.lost.count, one.disputes.lost.amountMinor],
    [one.currency, 'prepaid by tenants', '', one.prepaidMinor],
    [one.currency, 'tax payable', '', one.taxPayableMinor],
  ]),
]

const outlook: Report = async (ctx) => [
  ['currency', 'month', 'recurring_minor', 'usage_minor', 'total_minor'],
  ...(await revenueOutlook(ctx)).currencies.flatMap(({ currency, forecast }) =>
    forecast.map((one) => [currency, one.month, one.recurringMinor, one.usageMinor, one.totalMinor]),
  ),
]

const margins: Report = async (ctx, of) => {
  const { month, tenants } = await tenantMargins(ctx, of)
  return [
    [
      'month',
      'workspace',
      'name',
      'currency',
      'net_revenue_minor',
      'fees_minor',
      'cost_minor',
      'margin_minor',
      'margin',
      'cpu_seconds',
      'gpu_seconds',
      'gb_months',
      'predictions',
    ],
    ...tenants.map((one) => [
      month,
      one.workspaceId,
      one.name,
      one.currency,
      one.netRevenueMinor,
      one.feesMinor,
      one.costMinor ?? '',
      one.marginMinor ?? '',
      share(one.marginBasisPoints),
      one.cpuSeconds,
      one.gpuSeconds,
      one.gbMonths,
      one.predictions,
    ]),
  ]
}

const reports = {
  reconciliation,
  'mrr-bridge': bridge,
  'revenue-streams': streams,
  customers,
  cohorts,
  receivables: owed,
  outlook,
  margins,
} satisfies Record<string, Report>

export const exportReportInput = marginInput.extend({
  report: z.enum(Object.keys(reports) as [keyof typeof reports, ...(keyof typeof reports)[]]),
})

/** One of the operator's tables, to be opened elsewhere. Amounts are minor units beside their currency. */
export const exportReport = async (
  ctx: OperatorCtx,
  input: z.input<typeof exportReportInput>,
): Promise<{ fileName: string; contentType: string; content: Readable }> => {
  const { report, ...of } = exportReportInput.parse(input)
  await ctx.dbs.platform.transaction((tx) =>
    writeAudit(tx, { actor: ctx.actor, workspaceId: null }, 'report.exported', {
      type: 'report',
      id: report,
    }),
  )
  const rows = await reports[report](ctx, of)
  return {
    fileName: `${report}.csv`,
    contentType: 'text/csv; charset=utf-8',
    content: Readable.from([toCsv(rows)]),
  }
}
