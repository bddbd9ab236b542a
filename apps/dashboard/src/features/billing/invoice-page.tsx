import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Download, ExternalLink } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { downloadCreditNote, downloadInvoice } from '../../lib/download.ts'
import { formatDay } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import type { InvoiceDetail } from '../../lib/views.ts'
import { toastError } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { CorrectionsCard, InvoiceTotals } from '../../ui/corrections-card.tsx'
import { EventsTable } from '../../ui/events-table.tsx'
import { InvoiceLine } from '../../ui/invoice-line.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { Pagination, pageOffset } from '../../ui/pagination.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { PageSkeleton, TableSkeleton } from '../../ui/skeleton.tsx'
import { Stat, StatRow } from '../../ui/stat.tsx'
import { InvoiceStatus } from '../../ui/status.tsx'

const route = getRouteApi('/shell/billing/invoices/$invoiceId')
const size = 25

export function InvoicePage() {
  const { invoiceId } = route.useParams()
  const invoice = useQuery(trpc.billing.invoice.queryOptions({ id: invoiceId }))
  return (
    <QueryView query={invoice} skeleton={<PageSkeleton />} page>
      {(one) => <Invoice invoice={one} />}
    </QueryView>
  )
}

function Invoice({ invoice }: { invoice: InvoiceDetail }) {
  const { line: openLine, page = 1 } = route.useSearch()
  const navigate = route.useNavigate()
  const name = invoice.number ?? 'Draft invoice'
  const hosted = invoice.hostedUrl && /^https?:\/\//.test(invoice.hostedUrl) ? invoice.hostedUrl : null
  return (
    <>
      <PageHeader
        title={name}
        crumbs={[
          <Link key="billing" to="/billing">
            Billing
          </Link>,
          'Invoice',
        ]}
        heading={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            {name} <InvoiceStatus status={invoice.status} />
          </span>
        }
        description={`${formatDay(invoice.periodStart)} – ${formatDay(invoice.periodEnd)}`}
        actions={
          <>
            <Button onClick={() => void downloadInvoice(invoice.id).catch(toastError)}>
              <Download />
              PDF
            </Button>
            {hosted && (
              <Button asChild>
                <a href={hosted} target="_blank" rel="noreferrer">
                  {invoice.status === 'open' ? 'Pay it' : 'View it at Stripe'}
                  <ExternalLink />
                </a>
              </Button>
            )}
          </>
        }
      />
      <div className="grid gap-6">
        <StatRow>
          <Stat label="Total" value={formatMoney(invoice.totalMinor, invoice.currency)} />
          <Stat label="Paid" value={formatMoney(invoice.amountPaidMinor, invoice.currency)} />
          <Stat label="Due" value={formatMoney(invoice.amountDueMinor, invoice.currency)} />
          <Stat label="Written" value={formatDay(invoice.createdAt)} />
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
                  line={line}
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
        {invoice.status !== 'draft' && <Corrections invoiceId={invoice.id} />}
      </div>
    </>
  )
}

/** Nothing is shown of an invoice that was never corrected. */
function Corrections({ invoiceId }: { invoiceId: string }) {
  const corrections = useQuery(trpc.billing.corrections.queryOptions({ invoiceId }))
  return (
    <QueryView query={corrections} skeleton={null}>
      {(given) =>
        given.creditNotes.length + given.refunds.length === 0 ? null : (
          <CorrectionsCard {...given} onDownload={(id) => void downloadCreditNote(id).catch(toastError)} />
        )
      }
    </QueryView>
  )
}

function LineEvents({
  line,
  page,
  onPage,
}: {
  line: InvoiceDetail['lines'][number]
  page: number
  onPage: (page: number) => void
}) {
  const events = useQuery({
    ...trpc.billing.lineEvents.queryOptions({
      invoiceLineId: line.id,
      offset: pageOffset(page, size),
      limit: size,
    }),
    placeholderData: keepPreviousData,
  })
  return (
    <QueryView query={events} skeleton={<TableSkeleton />}>
      {({ items, total }) => (
        <>
          <EventsTable events={items} currency={line.currency} />
          <Pagination page={page} size={size} total={total} noun="event" onPage={onPage} />
        </>
      )}
    </QueryView>
  )
}
