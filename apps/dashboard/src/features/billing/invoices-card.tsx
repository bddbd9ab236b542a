import { Link } from '@tanstack/react-router'
import { Receipt } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { formatDays } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import { usePagedQuery, usePageInAddress } from '../../lib/paged-query.ts'
import { CardHeader } from '../../ui/card.tsx'
import { numericColumns } from '../../ui/data-table.tsx'
import { ListTable } from '../../ui/list-table.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { InvoiceStatus } from '../../ui/status.tsx'
import { rowLink, rowLook, Td, Tr } from '../../ui/table.tsx'

export function InvoicesCard() {
  const invoices = usePagedQuery(usePageInAddress({ resetScroll: false }), 12, (window) =>
    trpc.billing.invoices.queryOptions(window),
  )
  return (
    <ListTable
      label="Invoices"
      query={invoices}
      header={<CardHeader title="Invoices" />}
      columns={[
        'Invoice',
        'Status',
        { label: 'Period', wideOnly: true },
        ...numericColumns('Total'),
        { label: 'Due', align: 'right', wideOnly: true },
      ]}
      row={(one) => (
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
            {formatDays(one.periodStart, one.periodEnd)}
          </Td>
          <Td align="right">{formatMoney(one.totalMinor, one.currency)}</Td>
          <Td align="right" className="text-faint max-sm:hidden">
            {formatMoney(one.amountDueMinor, one.currency)}
          </Td>
        </Tr>
      )}
      noun="invoice"
      loadingRows={4}
      empty={
        <EmptyState icon={Receipt} title="No invoices yet" className="pt-6">
          Your first invoice is issued when you subscribe to a paid plan.
        </EmptyState>
      }
    />
  )
}
