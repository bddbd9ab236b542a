import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { formatDay, formatMoment } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import type { OperatorInvoiceDetail } from '../../lib/views.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { CorrectionsCard, InvoiceTotals } from '../../ui/corrections-card.tsx'
import { EventsTable } from '../../ui/events-table.tsx'
import { InvoiceLine } from '../../ui/invoice-line.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { Pagination, pageOffset } from '../../ui/pagination.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { PageSkeleton, TableSkeleton } from '../../ui/skeleton.tsx'
import { Stat, StatRow } from '../../ui/stat.tsx'
import { InvoiceStatus } from '../../ui/status.tsx'
import { Table, Td, Th, Tr } from '../../ui/table.tsx'
import { CorrectInvoiceDialog } from './correct-invoice-dialog.tsx'

const route = getRouteApi('/shell/operator/invoices/$invoiceId')
const size = 25

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
  const { line: openLine, page = 1 } = route.useSearch()
  const navigate = route.useNavigate()
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
          invoice.workspaceName,
        ]}
        heading={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            {name} <InvoiceStatus status={invoice.status} />
          </span>
        }
        description={`${formatDay(invoice.periodStart)} – ${formatDay(invoice.periodEnd)}`}
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
            explain="What credit notes took off this invoice, before and after it was paid."
          />
        </StatRow>
        <Card>
          <ul>
            {invoice.lines.map((line) => (
              <InvoiceLine
                key={line.id}
                line={line}
                open={line.id === openLine}
                onToggle={(open) =>
                  void navigate({
                    search: { line: open ? line.id : undefined },
                    replace: true,
                    resetScroll: false,
                  })
                }
              >
                <LineEvents
                  workspaceId={invoice.workspaceId}
                  lineId={line.id}
                  currency={line.currency}
                  page={page}
                  onPage={(next) =>
                    void navigate({ search: { line: line.id, page: next }, resetScroll: false })
                  }
                />
              </InvoiceLine>
            ))}
          </ul>
          <InvoiceTotals invoice={invoice} />
        </Card>
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
  const writeOff = useMutation(
    trpc.operator.writeOffInvoice.mutationOptions(done('The invoice is written off.')),
  )
  const takeBack = useMutation(trpc.operator.voidInvoice.mutationOptions(done('The invoice is void.')))
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
          {due} become a bad debt and are not collected any more. A payment that comes after all takes it
          back.
        </ConfirmDialog>
      )}
      {(invoice.status === 'open' || invoice.status === 'uncollectible') && (
        <ConfirmDialog
          trigger={<Button>Void</Button>}
          title="Void this invoice?"
          confirm="Void it"
          onConfirm={() => takeBack.mutateAsync({ invoiceId: invoice.id })}
          testId="void-invoice"
        >
          It counts as if it had never been written. It stays in the ledger with its reversal.
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
    <Card>
      <CardHeader title="Payments" description="What came in, and what Stripe kept of it." />
      <Table label="Payments" className="border-line border-t">
        <thead>
          <tr>
            <Th>When</Th>
            <Th align="right">Amount</Th>
            <Th align="right">Fee</Th>
          </tr>
        </thead>
        <tbody>
          {payments.map((one) => (
            <Tr key={one.id}>
              <Td className="whitespace-nowrap">{formatMoment(one.paidAt)}</Td>
              <Td align="right">{formatMoney(one.amountMinor, one.currency)}</Td>
              <Td align="right">
                {one.feeMinor === null || one.feeCurrency === null
                  ? 'not known yet'
                  : formatMoney(one.feeMinor, one.feeCurrency)}
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </Card>
  )
}

function LineEvents(of: {
  workspaceId: string
  lineId: string
  currency: string
  page: number
  onPage: (page: number) => void
}) {
  const events = useQuery({
    ...trpc.operator.lineEvents.queryOptions({
      invoiceLineId: of.lineId,
      offset: pageOffset(of.page, size),
      limit: size,
    }),
    placeholderData: keepPreviousData,
  })
  return (
    <QueryView query={events} skeleton={<TableSkeleton />}>
      {({ items, total }) => (
        <>
          <EventsTable events={items} currency={of.currency} operatorOf={of.workspaceId} />
          <Pagination page={of.page} size={size} total={total} noun="event" onPage={of.onPage} />
        </>
      )}
    </QueryView>
  )
}
