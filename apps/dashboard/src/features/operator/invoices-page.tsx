import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { FileText } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { formatDay } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import { Card } from '../../ui/card.tsx'
import { linkLook } from '../../ui/link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { Pagination, pageOffset } from '../../ui/pagination.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { InvoiceStatus } from '../../ui/status.tsx'
import { Table, Td, Th, Tr } from '../../ui/table.tsx'

const route = getRouteApi('/shell/operator/invoices')
const size = 50

export function InvoicesPage() {
  const { page = 1 } = route.useSearch()
  const navigate = route.useNavigate()
  const invoices = useQuery({
    ...trpc.operator.invoices.queryOptions({ offset: pageOffset(page, size), limit: size }),
    placeholderData: keepPreviousData,
  })
  return (
    <>
      <PageHeader title="Invoices" description="Of all tenants, newest first." />
      <Card>
        <QueryView query={invoices} skeleton={<TableSkeleton />}>
          {({ items, total }) =>
            items.length === 0 ? (
              <EmptyState icon={FileText} title="No invoices yet">
                The first one is written when a tenant subscribes to a paid plan.
              </EmptyState>
            ) : (
              <>
                <Table label="Invoices">
                  <thead>
                    <tr>
                      <Th>Invoice</Th>
                      <Th>Workspace</Th>
                      <Th>Status</Th>
                      <Th>Written</Th>
                      <Th align="right">Total</Th>
                      <Th align="right">Paid</Th>
                      <Th align="right">Credited</Th>
                      <Th align="right">Due</Th>
                    </tr>
                  </thead>
                  <tbody>
                    {items.map((one) => (
                      <Tr key={one.id} data-testid="operator-invoice-row">
                        <Td className="whitespace-nowrap font-medium">
                          <Link
                            to="/operator/invoices/$invoiceId"
                            params={{ invoiceId: one.id }}
                            className={linkLook}
                          >
                            {one.number ?? 'Draft'}
                          </Link>
                        </Td>
                        <Td className="max-w-64 truncate text-soft">{one.workspaceName}</Td>
                        <Td>
                          <InvoiceStatus status={one.status} />
                        </Td>
                        <Td className="whitespace-nowrap text-faint">{formatDay(one.createdAt)}</Td>
                        <Td align="right">{formatMoney(one.totalMinor, one.currency)}</Td>
                        <Td align="right">{formatMoney(one.amountPaidMinor, one.currency)}</Td>
                        <Td align="right" className={one.creditedMinor === '0' ? 'text-faint' : ''}>
                          {formatMoney(one.creditedMinor, one.currency)}
                        </Td>
                        <Td align="right" className={one.amountDueMinor === '0' ? 'text-faint' : ''}>
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
                  onPage={(next) => void navigate({ search: { page: next } })}
                />
              </>
            )
          }
        </QueryView>
      </Card>
    </>
  )
}
