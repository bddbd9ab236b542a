import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Download, ExternalLink } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { downloadInvoice } from '../../lib/download.ts'
import { formatDay } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import type { InvoiceDetail } from '../../lib/views.ts'
import { toastError } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody } from '../../ui/card.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { Stat, StatRow } from '../../ui/stat.tsx'
import { InvoiceStatus } from '../../ui/status.tsx'
import { InvoiceLine } from './invoice-line.tsx'

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
                page={page}
                onToggle={(open) =>
                  void navigate({
                    search: { line: open ? line.id : undefined },
                    replace: true,
                    resetScroll: false,
                  })
                }
                onPage={(next) =>
                  void navigate({ search: { line: line.id, page: next }, resetScroll: false })
                }
              />
            ))}
          </ul>
          <CardBody className="flex justify-between gap-4 pt-4 pb-4 font-semibold">
            <span>Total</span>
            <span className="figure">{formatMoney(invoice.totalMinor, invoice.currency)}</span>
          </CardBody>
        </Card>
      </div>
    </>
  )
}
