import { said } from '@assay/i18n/runtime'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from '../lib/class-names.ts'
import { formatCount, plural } from '../lib/format.ts'
import { formatMoney } from '../lib/money.ts'
import type { InvoiceDetail } from '../lib/views.ts'
import { Card } from './card.tsx'
import { InvoiceTotals } from './corrections-card.tsx'

type Line = InvoiceDetail['lines'][number]
const lineNames: Record<Line['kind'], string> = {
  base: 'Plan',
  usage: 'Usage',
  proration: 'Proration',
  services: 'Services',
  ads: 'Sponsored',
  tax: 'Tax',
  other: 'Other',
}

/** The lines of an invoice and what they come to. The address names the line that is open. */
export function InvoiceLines({
  invoice,
  children,
}: {
  invoice: InvoiceDetail
  /** The usage events of an open line. */
  children: (line: Line) => ReactNode
}) {
  const { line: openLine } = useSearch({ strict: false })
  const navigate = useNavigate()
  return (
    <Card>
      <ul>
        {invoice.lines.map((line) => (
          <InvoiceLine
            key={line.id}
            line={line}
            open={line.id === openLine}
            onToggle={(open) =>
              void navigate({
                to: '.',
                search: { line: open ? line.id : undefined },
                replace: true,
                resetScroll: false,
              })
            }
          >
            {children(line)}
          </InvoiceLine>
        ))}
      </ul>
      <InvoiceTotals invoice={invoice} />
    </Card>
  )
}

/** A line of an invoice; one with usage behind it opens down to the events, which are its children. */
function InvoiceLine({
  line,
  open,
  onToggle,
  children,
}: {
  line: Line
  open: boolean
  onToggle: (open: boolean) => void
  children: ReactNode
}) {
  const rounded = Number(line.exactAmount) !== Number(line.amountMinor)
  const summary = (
    <>
      <span className="min-w-0 flex-1">
        <span className="block font-medium text-sm">{said(line.description)}</span>
        <span className="figure block text-[13px] text-faint">
          {lineNames[line.kind]} · {formatCount(line.quantity)}
          {rounded && ` · exactly ${formatMoney(line.exactAmount, line.currency, { maxDigits: 8 })}`}
          {line.discountMinor !== '0' && ` · less ${formatMoney(line.discountMinor, line.currency)} discount`}
          {line.taxMinor !== '0' && ` · ${formatMoney(line.taxMinor, line.currency)} tax`}
          {line.events > 0 && ` · ${plural(line.events, 'event')}`}
        </span>
      </span>
      <span className="figure font-medium text-sm">{formatMoney(line.amountMinor, line.currency)}</span>
    </>
  )
  return (
    <li className="border-line border-b" data-testid="invoice-line">
      {line.events > 0 ? (
        <button
          type="button"
          aria-expanded={open}
          onClick={() => onToggle(!open)}
          className="flex w-full items-center gap-3 px-5 py-3.5 text-left transition-colors first:rounded-t-xl hover:bg-sunken/60 focus-visible:-outline-offset-2"
        >
          <ChevronRight
            aria-hidden
            className={cn('size-4 shrink-0 text-faint transition-transform', open && 'rotate-90')}
          />
          {summary}
        </button>
      ) : (
        <div className="flex items-center gap-3 px-5 py-3.5 pl-12">{summary}</div>
      )}
      {open && line.events > 0 && <div className="border-line border-t bg-canvas">{children}</div>}
    </li>
  )
}
