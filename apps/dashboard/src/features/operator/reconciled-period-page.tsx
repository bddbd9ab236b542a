import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { trpc } from '../../lib/api.ts'
import { formatCount, formatDay } from '../../lib/format.ts'
import { meterNames } from '../../lib/ledger-names.ts'
import { formatMoney } from '../../lib/money.ts'
import { Badge } from '../../ui/badge.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { numericColumns } from '../../ui/data-table.tsx'
import { ListTable } from '../../ui/list-table.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { Stat, StatRow } from '../../ui/stat.tsx'
import { rowLink, rowLook, Td, Tr } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { reasonTexts, Verdict } from './reconciliation-reasons.tsx'

const route = getRouteApi('/shell/operator/reconciliation/period')

export function ReconciledPeriodPage() {
  const { workspace = '', meter = '', from = '' } = route.useSearch()
  const period = useQuery(
    trpc.operator.reconciliation.queryOptions({ workspaceId: workspace, meter, periodStart: from }),
  )
  return (
    <QueryView query={period} skeleton={<PageSkeleton />} page>
      {(one) => {
        const name = meterNames[one.meter] ?? one.meter
        return (
          <>
            <PageHeader
              title={`${name} of ${one.workspaceName}`}
              crumbs={[
                <Link key="all" to="/operator/reconciliation">
                  Reconciliation
                </Link>,
                <Link
                  key="tenant"
                  to="/operator/tenants/$workspaceId"
                  params={{ workspaceId: one.workspaceId }}
                >
                  {one.workspaceName}
                </Link>,
              ]}
              heading={name}
              state={<Verdict row={one} />}
              description={
                <>
                  {formatDay(one.periodStart)} – {formatDay(one.periodEnd)}, reconciled{' '}
                  <Time at={one.checkedAt} />
                </>
              }
            />
            <div className="grid gap-6">
              <StatRow>
                <Stat label="Served" value={formatCount(one.served)} />
                <Stat label="Metered" value={formatCount(one.metered)} />
                <Stat
                  label="In Stripe"
                  value={formatCount(one.carried)}
                  note={
                    one.stripe === null
                      ? 'no Stripe meter'
                      : `${formatCount(one.stripe)} by Stripe’s own count`
                  }
                />
                <Stat
                  label="Invoiced"
                  value={formatCount(one.included + one.billed)}
                  note={`${formatCount(one.billed)} billed`}
                />
                <Stat
                  label="Amount"
                  value={formatMoney(one.exactAmount, one.currency, { maxDigits: 6 })}
                  note="exact, before rounding"
                />
              </StatRow>
              <Card>
                <CardHeader
                  title="Why they differ"
                  description="Each unit has exactly one state. Differences due to the plan or calendar are not errors."
                />
                {one.reasons.length === 0 ? (
                  <CardBody className="text-[13px] text-faint">
                    No differences: every unit is invoiced and billed.
                  </CardBody>
                ) : (
                  <ul className="border-line border-t">
                    {one.reasons.map((reason) => (
                      <li
                        key={reason.code}
                        className="flex items-start justify-between gap-4 border-line border-b px-5 py-3 last:border-b-0"
                        data-testid="reason"
                      >
                        <span className="min-w-0">
                          <span className="block font-medium text-sm">
                            {formatCount(reason.quantity)} {reasonTexts[reason.code].name}
                          </span>
                          <span className="block text-[13px] text-faint">
                            {reasonTexts[reason.code].meaning}
                          </span>
                        </span>
                        <Badge tone={reason.real ? 'bad' : 'neutral'}>
                          {reason.real ? 'Differs' : 'Explained'}
                        </Badge>
                      </li>
                    ))}
                  </ul>
                )}
              </Card>
              <ListTable
                label="Invoice lines"
                query={{ data: one.lines }}
                header={
                  <CardHeader
                    title="Invoice lines"
                    description="Open a line for its usage events, and an event for its prediction."
                  />
                }
                columns={[
                  'Invoice',
                  'Line',
                  ...numericColumns('Included', 'Billed', 'Exactly', 'Line’s amount'),
                ]}
                row={(line) => (
                  <Tr key={line.invoiceLineId} className={rowLook} data-testid="reconciled-line">
                    <Td className="whitespace-nowrap">
                      <Link
                        to="/operator/invoices/$invoiceId"
                        params={{ invoiceId: line.invoiceId }}
                        search={{ line: line.invoiceLineId }}
                        className={rowLink}
                      >
                        {line.invoiceNumber ?? 'Draft'}
                      </Link>
                    </Td>
                    <Td className="min-w-48 text-soft">{line.description}</Td>
                    <Td align="right">{formatCount(line.included)}</Td>
                    <Td align="right">{formatCount(line.billed)}</Td>
                    <Td align="right">{formatMoney(line.exactAmount, one.currency, { maxDigits: 8 })}</Td>
                    <Td align="right">{formatMoney(line.amountMinor, one.currency)}</Td>
                  </Tr>
                )}
                empty="None yet."
              />
            </div>
          </>
        )
      }}
    </QueryView>
  )
}
