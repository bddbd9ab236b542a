import { Link } from '@tanstack/react-router'
import { FileText } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { formatDay } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import { usePagedQuery, usePageInAddress } from '../../lib/paged-query.ts'
import { numericColumns } from '../../ui/data-table.tsx'
import { linkLook } from '../../ui/link.tsx'
import { ListTable } from '../../ui/list-table.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { InvoiceStatus } from '../../ui/status.tsx'
import { Td, Tr } from '../../ui/table.tsx'

export function InvoicesPage() {
  const invoices = usePagedQuery(usePageInAddress(), 50, (window) =>
    trpc.operator.invoices.queryOptions(window),
  )
  return (
    <>
      <PageHeader title="Invoices" description="Across all tenants, newest first." />
      <ListTable
        label="Invoices"
        query={invoices}
        columns={[
          'Invoice',
          'Workspace',
          'Status',
          'Issue date',
          ...numericColumns('Total', 'Paid', 'Credited', 'Due'),
        ]}
        row={(one) => (
          <Tr key={one.id} data-testid="operator-invoice-row">
            <Td className="whitespace-nowrap font-medium">
              <Link to="/operator/invoices/$invoiceId" params={{ invoiceId: one.id }} className={linkLook}>
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
        )}
        noun="invoice"
        empty={
          <EmptyState icon={FileText} title="No invoices yet">
            The first invoice is issued when a tenant subscribes to a paid plan.
          </EmptyState>
        }
      />
    </>
  )
}
