import { Link } from '@tanstack/react-router'
import { formatCount, formatMoment } from '../lib/format.ts'
import { locale } from '../lib/locale.ts'
import { formatMoney } from '../lib/money.ts'
import type { UsageEventView } from '../lib/views.ts'
import { CopyButton } from './copy.tsx'
import { linkLook } from './link.tsx'
import { Table, Td, Th, Tr, wideOnly } from './table.tsx'

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

/** Usage events; with a currency also what each of them was rated at. The tenant's own lead to its deployments. */
export function EventsTable({
  events,
  currency,
  operatorOf,
}: {
  events: readonly UsageEventView[]
  currency?: string
  /** The workspace whose events the operator looks at; each leads to where its prediction went. */
  operatorOf?: string
}) {
  return (
    <Table label="Usage events">
      <thead>
        <tr>
          <Th>When</Th>
          <Th>Deployment</Th>
          <Th className={wideOnly}>Request</Th>
          <Th className={wideOnly}>Source</Th>
          <Th align="right">Answers</Th>
          {currency && <Th align="right">Included</Th>}
          {currency && <Th align="right">Billed</Th>}
          {currency && <Th align="right">Amount</Th>}
        </tr>
      </thead>
      <tbody>
        {events.map((one) => (
          <Tr key={one.requestId} data-testid="usage-event-row">
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
            {currency && (
              <Td align="right">{one.billedQuantity === null ? '–' : formatCount(one.billedQuantity)}</Td>
            )}
            {currency && (
              <Td align="right">
                {one.exactAmount === null ? '–' : formatMoney(one.exactAmount, currency, { maxDigits: 8 })}
              </Td>
            )}
          </Tr>
        ))}
      </tbody>
    </Table>
  )
}
