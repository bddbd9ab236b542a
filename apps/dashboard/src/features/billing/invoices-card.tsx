import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Receipt } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { formatDay } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import { Card, CardHeader } from '../../ui/card.tsx'
import { Pagination, pageOffset } from '../../ui/pagination.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { InvoiceStatus } from '../../ui/status.tsx'
import { rowLink, rowLook, Table, Td, Th, Tr, wideOnly } from '../../ui/table.tsx'

const route = getRouteApi('/shell/billing')
const size = 12

export function InvoicesCard() {
  const { page = 1 } = route.useSearch()
  const navigate = route.useNavigate()
  const invoices = useQuery({
    ...trpc.billing.invoices.queryOptions({ offset: pageOffset(page, size), limit: size }),
    placeholderData: keepPreviousData,
  })
  return (
    <Card>
      <CardHeader title="Invoices" />
      <QueryView query={invoices} skeleton={<TableSkeleton rows={4} />}>
        {({ items, total }) =>
          total === 0 ? (
            <EmptyState icon={Receipt} title="No invoices yet" className="pt-6">
              The first one is written when you subscribe to a paid plan.
            </EmptyState>
          ) : (
            <>
              <Table label="Invoices" className="border-line border-t">
                <thead>
                  <tr>
                    <Th>Invoice</Th>
                    <Th>Status</Th>
                    <Th className={wideOnly}>Period</Th>
                    <Th align="right">Total</Th>
                    <Th className={wideOnly} align="right">
                      Due
                    </Th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((one) => (
                    <Tr key={one.id} className={rowLook} data-testid="invoice-row">
                      <Td>
                        <Link
                          to="/billing/invoices/$invoiceId"
                          params={{ invoiceId: one.id }}
                          className={`${rowLink} whitespace-nowrap`}
                        >
                          {one.number ?? 'Draft'}
                        </Link>
                      </Td>
                      <Td>
                        <InvoiceStatus status={one.status} />
                      </Td>
                      <Td className="whitespace-nowrap text-[13px] text-faint max-sm:hidden">
                        {formatDay(one.periodStart)} – {formatDay(one.periodEnd)}
                      </Td>
                      <Td align="right">{formatMoney(one.totalMinor, one.currency)}</Td>
                      <Td align="right" className="text-faint max-sm:hidden">
                        {formatMoney(one.amountDueMinor, one.currency)}
                      </Td>
                    </Tr>
                  ))}
                </tbody>
              </Table>
              <Pagination
                page={page}
                size={size}
                total={total}
                noun="invoice"
                onPage={(next) =>
                  void navigate({ search: (now) => ({ ...now, page: next }), resetScroll: false })
                }
              />
            </>
          )
        }
      </QueryView>
    </Card>
  )
}
