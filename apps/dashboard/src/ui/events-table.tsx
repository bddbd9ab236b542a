import { Link } from '@tanstack/react-router'
import { formatCount, formatMoment } from '../lib/format.ts'
import { locale } from '../lib/locale.ts'
import { formatMoney } from '../lib/money.ts'
import type { UsageEventView } from '../lib/views.ts'
import { CopyButton } from './copy.tsx'
import type { Column } from './data-table.tsx'
import { numericColumns } from './data-table.tsx'
import { linkLook } from './link.tsx'
import { ListRows, type PagedRows } from './list-table.tsx'
import { Td, Tr, wideOnly } from './table.tsx'

const moment = new Intl.DateTimeFormat(locale, {
  month: 'short',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  second: '2-digit',
})

const shortened = (id: string): string => (id.length > 18 ? `${id.slice(0, 17)}…` : id)

const sourceOf = ({ requestId, apiKeyId }: UsageEventView): string => {
  if (requestId.startsWith('bat_')) return 'Batch'
  return apiKeyId ? 'API key' : 'Playground'
}

/** With a currency also what each of them was rated at. */
export const eventColumns = (currency?: string): Column[] => [
  'When',
  'Deployment',
  { label: 'Request', wideOnly: true },
  { label: 'Source', wideOnly: true },
  ...numericColumns('Answers'),
  ...(currency ? numericColumns('Included', 'Billed', 'Amount') : []),
]

/** A usage event. The tenant's own leads to its deployment. */
export const EventRow = ({
  event: one,
  currency,
  operatorOf,
}: {
  event: UsageEventView
  currency?: string
  /** The workspace whose events the operator looks at; each leads to where its prediction went. */
  operatorOf?: string | undefined
}) => (
  <Tr data-testid="usage-event-row">
    <Td className="figure whitespace-nowrap text-soft">
      <time dateTime={one.occurredAt.toISOString()} title={formatMoment(one.occurredAt)}>
        {moment.format(one.occurredAt)}
      </time>
    </Td>
    <Td className="max-w-48 truncate">
      {one.deploymentId && !operatorOf ? (
        <Link
          to="/deployments/$deploymentId"
          params={{ deploymentId: one.deploymentId }}
          className={linkLook}
        >
          {one.deploymentName ?? one.deploymentId}
        </Link>
      ) : (
        (one.deploymentName ?? one.deploymentId ?? '–')
      )}
    </Td>
    <Td className={wideOnly}>
      <span className="inline-flex items-center gap-1 whitespace-nowrap font-mono text-faint text-xs">
        {operatorOf ? (
          <Link
            to="/operator/reconciliation/prediction"
            search={{ workspace: operatorOf, request: one.requestId }}
            className={linkLook}
            data-testid="trace"
          >
            {shortened(one.requestId)}
          </Link>
        ) : (
          shortened(one.requestId)
        )}
        <CopyButton text={one.requestId} label="Copy the request id" className="-my-2" />
      </span>
    </Td>
    <Td className="whitespace-nowrap text-[13px] text-faint max-sm:hidden">{sourceOf(one)}</Td>
    <Td align="right">{formatCount(one.quantity)}</Td>
    {currency && (
      <Td align="right">{one.includedQuantity === null ? '–' : formatCount(one.includedQuantity)}</Td>
    )}
    {currency && <Td align="right">{one.billedQuantity === null ? '–' : formatCount(one.billedQuantity)}</Td>}
    {currency && (
      <Td align="right">
        {one.exactAmount === null ? '–' : formatMoney(one.exactAmount, currency, { maxDigits: 8 })}
      </Td>
    )}
  </Tr>
)

/** The events behind a line of an invoice. */
export const LineEvents = ({
  events,
  currency,
  operatorOf,
}: {
  events: PagedRows<UsageEventView>
  currency: string
  operatorOf?: string
}) => (
  <ListRows
    label="Usage events"
    query={events}
    columns={eventColumns(currency)}
    row={(one) => <EventRow key={one.requestId} event={one} currency={currency} operatorOf={operatorOf} />}
    noun="event"
  />
)
