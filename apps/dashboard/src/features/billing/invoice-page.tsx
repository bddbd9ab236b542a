import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Download, ExternalLink } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { downloadCreditNote, downloadInvoice } from '../../lib/download.ts'
import { formatDay, formatDays } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import { usePagedQuery, usePageInAddress } from '../../lib/paged-query.ts'
import type { InvoiceDetail } from '../../lib/views.ts'
import { toastError } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { CorrectionsCard } from '../../ui/corrections-card.tsx'
import { LineEvents } from '../../ui/events-table.tsx'
import { InvoiceLines } from '../../ui/invoice-line.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { Stat, StatRow } from '../../ui/stat.tsx'
import { InvoiceStatus } from '../../ui/status.tsx'

const route = getRouteApi('/shell/billing/invoices/$invoiceId')

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
        ]}
        state={<InvoiceStatus status={invoice.status} />}
        description={formatDays(invoice.periodStart, invoice.periodEnd)}
        actions={
          <>
            <Button onClick={() => void downloadInvoice(invoice.id).catch(toastError)}>
              <Download />
              PDF
            </Button>
            {hosted && (
              <Button asChild>
                <a href={hosted} target="_blank" rel="noreferrer">
                  {invoice.status === 'open' ? 'Pay now' : 'View in Stripe'}
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
          <Stat label="Issue date" value={formatDay(invoice.createdAt)} />
        </StatRow>
        <InvoiceLines invoice={invoice}>{(line) => <Events line={line} />}</InvoiceLines>
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

function Events({ line }: { line: InvoiceDetail['lines'][number] }) {
  const events = usePagedQuery(usePageInAddress({ resetScroll: false }), 25, (window) =>
    trpc.billing.lineEvents.queryOptions({ invoiceLineId: line.id, ...window }),
  )
  return <LineEvents events={events} currency={line.currency} />
}
