import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { formatDays, formatMoment } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import { usePagedQuery, usePageInAddress } from '../../lib/paged-query.ts'
import type { OperatorInvoiceDetail } from '../../lib/views.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { CardHeader } from '../../ui/card.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { CorrectionsCard } from '../../ui/corrections-card.tsx'
import { numericColumns } from '../../ui/data-table.tsx'
import { LineEvents } from '../../ui/events-table.tsx'
import { InvoiceLines } from '../../ui/invoice-line.tsx'
import { ListTable } from '../../ui/list-table.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { Stat, StatRow } from '../../ui/stat.tsx'
import { InvoiceStatus } from '../../ui/status.tsx'
import { Td, Tr } from '../../ui/table.tsx'
import { CorrectInvoiceDialog } from './correct-invoice-dialog.tsx'
import { DisputesCard } from './disputes-card.tsx'

const route = getRouteApi('/shell/operator/invoices/$invoiceId')

export function OperatorInvoicePage() {
  const { invoiceId } = route.useParams()
  const invoice = useQuery(trpc.operator.invoice.queryOptions({ invoiceId }))
  return (
    <QueryView query={invoice} skeleton={<PageSkeleton />} page>
      {(one) => <Invoice invoice={one} />}
    </QueryView>
  )
}

function Invoice({ invoice }: { invoice: OperatorInvoiceDetail }) {
  const name = invoice.number ?? 'Draft invoice'
  const money = (minor: string) => formatMoney(minor, invoice.currency)
  return (
    <>
      <PageHeader
        title={name}
        crumbs={[
          <Link key="invoices" to="/operator/invoices">
            Invoices
          </Link>,
          <Link
            key="tenant"
            to="/operator/tenants/$workspaceId"
            params={{ workspaceId: invoice.workspaceId }}
          >
            {invoice.workspaceName}
          </Link>,
        ]}
        state={<InvoiceStatus status={invoice.status} />}
        description={formatDays(invoice.periodStart, invoice.periodEnd)}
        actions={<Actions invoice={invoice} />}
      />
      <div className="grid gap-6">
        <StatRow>
          <Stat label="Total" value={money(invoice.totalMinor)} />
          <Stat label="Paid" value={money(invoice.amountPaidMinor)} />
          <Stat label="Due" value={money(invoice.amountDueMinor)} />
          <Stat
            label="Credited"
            value={money(invoice.creditedMinor)}
            explain="Total credited on this invoice, before and after payment."
          />
        </StatRow>
        <InvoiceLines invoice={invoice}>
          {(line) => <Events line={line} workspaceId={invoice.workspaceId} />}
        </InvoiceLines>
        {invoice.disputes.length > 0 && <DisputesCard disputes={invoice.disputes} />}
        {invoice.payments.length > 0 && <PaymentsCard payments={invoice.payments} />}
        {invoice.creditNotes.length + invoice.refunds.length > 0 && (
          <CorrectionsCard creditNotes={invoice.creditNotes} refunds={invoice.refunds} />
        )}
      </div>
    </>
  )
}

function Actions({ invoice }: { invoice: OperatorInvoiceDetail }) {
  const queries = useQueryClient()
  const [correcting, setCorrecting] = useState(false)
  const done = (said: string) => ({
    onSuccess: async () => {
      await queries.invalidateQueries(trpc.operator.pathFilter())
      toastDone(said)
    },
  })
  const writeOff = useMutation(trpc.operator.writeOffInvoice.mutationOptions(done('Invoice written off.')))
  const takeBack = useMutation(trpc.operator.voidInvoice.mutationOptions(done('Invoice voided.')))
  const due = formatMoney(invoice.amountDueMinor, invoice.currency)
  return (
    <>
      {invoice.status === 'open' && (
        <ConfirmDialog
          trigger={<Button>Write off</Button>}
          title="Write this invoice off?"
          confirm="Write off"
          onConfirm={() => writeOff.mutateAsync({ invoiceId: invoice.id })}
          testId="write-off"
        >
          {due} will become bad debt and will no longer be collected. A later payment reverses the write-off.
        </ConfirmDialog>
      )}
      {(invoice.status === 'open' || invoice.status === 'uncollectible') && (
        <ConfirmDialog
          trigger={<Button>Void</Button>}
          title="Void this invoice?"
          confirm="Void invoice"
          onConfirm={() => takeBack.mutateAsync({ invoiceId: invoice.id })}
          testId="void-invoice"
        >
          It is treated as if it was never issued. It stays in the ledger with its reversal.
        </ConfirmDialog>
      )}
      {invoice.correctableMinor !== '0' && (
        <Button look="primary" onClick={() => setCorrecting(true)} data-testid="correct-invoice">
          Credit or refund
        </Button>
      )}
      {correcting && <CorrectInvoiceDialog invoice={invoice} onClose={() => setCorrecting(false)} />}
    </>
  )
}

function PaymentsCard({ payments }: { payments: OperatorInvoiceDetail['payments'] }) {
  return (
    <ListTable
      label="Payments"
      query={{ data: payments }}
      header={<CardHeader title="Payments" description="Amounts received, and Stripe’s fees." />}
      columns={['When', ...numericColumns('Amount', 'Fee')]}
      row={(one) => (
        <Tr key={one.id}>
          <Td className="whitespace-nowrap">{formatMoment(one.paidAt)}</Td>
          <Td align="right">{formatMoney(one.amountMinor, one.currency)}</Td>
          <Td align="right">
            {one.feeMinor === null || one.feeCurrency === null
              ? 'not known yet'
              : formatMoney(one.feeMinor, one.feeCurrency)}
          </Td>
        </Tr>
      )}
    />
  )
}

function Events({
  line,
  workspaceId,
}: {
  line: OperatorInvoiceDetail['lines'][number]
  workspaceId: string
}) {
  const events = usePagedQuery(usePageInAddress({ resetScroll: false }), 25, (window) =>
    trpc.operator.lineEvents.queryOptions({ invoiceLineId: line.id, ...window }),
  )
  return <LineEvents events={events} currency={line.currency} operatorOf={workspaceId} />
}
