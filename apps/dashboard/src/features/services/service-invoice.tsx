import { Link } from '@tanstack/react-router'
import { ExternalLink } from 'lucide-react'
import type { EngagementInvoice } from '../../lib/views.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { linkLook } from '../../ui/link.tsx'
import { InvoiceStatus } from '../../ui/status.tsx'

/** What became of the invoice of a deposit or a milestone, and the way to pay it. */
export function ServiceInvoice({ invoice, linked }: { invoice: EngagementInvoice; linked: boolean }) {
  const hosted = invoice.hostedUrl && /^https?:\/\//.test(invoice.hostedUrl) ? invoice.hostedUrl : null
  if (invoice.state === 'covered') return <Badge tone="good">Covered by the deposit</Badge>
  if (invoice.state === 'failed')
    return (
      <Badge tone="bad" title={invoice.error ?? ''}>
        Invoice refused
      </Badge>
    )
  if (invoice.status === null)
    return (
      <Badge tone="accent" live>
        Issuing invoice
      </Badge>
    )
  return (
    <span className="flex flex-wrap items-center gap-2 text-[13px]">
      <InvoiceStatus status={invoice.status} />
      {linked && invoice.invoiceId && (
        <Link
          to="/billing/invoices/$invoiceId"
          params={{ invoiceId: invoice.invoiceId }}
          className={linkLook}
        >
          Invoice {invoice.number ?? ''}
        </Link>
      )}
      {linked && invoice.status === 'open' && hosted && (
        <Button asChild size="sm">
          <a href={hosted} target="_blank" rel="noreferrer" data-testid="pay-invoice">
            Pay now
            <ExternalLink />
          </a>
        </Button>
      )}
    </span>
  )
}
