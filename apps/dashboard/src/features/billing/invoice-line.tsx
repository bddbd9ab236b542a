import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { ChevronRight } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { cn } from '../../lib/class-names.ts'
import { formatCount, plural } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import type { InvoiceDetail } from '../../lib/views.ts'
import { Pagination, pageOffset } from '../../ui/pagination.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EventsTable } from './events-table.tsx'

type Line = InvoiceDetail['lines'][number]
const size = 25

const lineNames: Record<Line['kind'], string> = {
  base: 'Plan',
  usage: 'Usage',
  proration: 'Proration',
  services: 'Services',
  other: 'Other',
}

/** A line of the invoice; one with usage behind it opens down to the events. */
export function InvoiceLine({
  line,
  open,
  page,
  onToggle,
  onPage,
}: {
  line: Line
  open: boolean
  page: number
  onToggle: (open: boolean) => void
  onPage: (page: number) => void
}) {
  const rounded = Number(line.exactAmount) !== Number(line.amountMinor)
  const summary = (
    <>
      <span className="min-w-0 flex-1">
        <span className="block font-medium text-sm">{line.description}</span>
        <span className="figure block text-[13px] text-faint">
          {lineNames[line.kind]} · {formatCount(line.quantity)}
          {rounded && ` · exactly ${formatMoney(line.exactAmount, line.currency, { maxDigits: 8 })}`}
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
      {open && line.events > 0 && <LineEvents line={line} page={page} onPage={onPage} />}
    </li>
  )
}

function LineEvents({ line, page, onPage }: { line: Line; page: number; onPage: (page: number) => void }) {
  const events = useQuery({
    ...trpc.billing.lineEvents.queryOptions({
      invoiceLineId: line.id,
      offset: pageOffset(page, size),
      limit: size,
    }),
    placeholderData: keepPreviousData,
  })
  return (
    <div className="border-line border-t bg-canvas">
      <QueryView query={events} skeleton={<TableSkeleton />}>
        {({ items, total }) => (
          <>
            <EventsTable events={items} currency={line.currency} />
            <Pagination page={page} size={size} total={total} noun="event" onPage={onPage} />
          </>
        )}
      </QueryView>
    </div>
  )
}
