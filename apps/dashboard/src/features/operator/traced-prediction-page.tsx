import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { trpc } from '../../lib/api.ts'
import { formatCount, formatDay, formatMoment } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import type { PredictionTrace } from '../../lib/views.ts'
import { Card } from '../../ui/card.tsx'
import { linkLook } from '../../ui/link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'

const route = getRouteApi('/shell/operator/reconciliation/prediction')

/** One call, from the data behind its answer to the payment that it was billed with. */
export function TracedPredictionPage() {
  const { workspace = '', request = '' } = route.useSearch()
  const trace = useQuery(
    trpc.operator.tracePrediction.queryOptions({ workspaceId: workspace, requestId: request }),
  )
  return (
    <QueryView query={trace} skeleton={<PageSkeleton />} page>
      {(one) => (
        <>
          <PageHeader
            title="Call trace"
            crumbs={[
              <Link key="all" to="/operator/reconciliation">
                Reconciliation
              </Link>,
            ]}
            description={<span className="break-all font-mono text-[13px]">{one.requestId}</span>}
          />
          <Card>
            <ol>
              {stepsOf(one).map(([name, what, detail]) => (
                <li
                  key={name}
                  className="grid gap-x-6 gap-y-1 border-line border-b px-5 py-3.5 last:border-b-0 sm:grid-cols-[11rem_minmax(0,1fr)]"
                  data-testid="trace-step"
                >
                  <span className="text-[13px] text-faint">{name}</span>
                  <span className="min-w-0 text-sm">
                    <span className="block break-words font-medium">{what}</span>
                    {detail && <span className="block break-all text-[13px] text-faint">{detail}</span>}
                  </span>
                </li>
              ))}
            </ol>
          </Card>
        </>
      )}
    </QueryView>
  )
}

const none = <span className="text-faint">not available</span>

const stepsOf = (one: PredictionTrace): [name: string, what: ReactNode, detail: ReactNode][] => [
  ['Dataset version', one.datasetVersionId ?? none, null],
  ['Training job', one.trainingJobId ?? none, null],
  ['Model version', one.modelVersionId ?? none, null],
  ['Deployment', one.deploymentName ?? one.deploymentId ?? none, one.deploymentId],
  [
    'Prediction',
    `${formatCount(one.quantity)} at ${formatMoment(one.occurredAt)}`,
    one.apiKeyId === null ? 'from the playground' : `with the key ${one.apiKeyId}`,
  ],
  ['Usage event', one.usageEventId, `in the period starting ${formatDay(one.periodStart)}`],
  one.charge
    ? [
        'Charge',
        one.charge.collect === 'credits' ? 'Paid from the wallet' : 'Invoice item',
        `${one.charge.id}, ${one.charge.state}`,
      ]
    : [
        'Meter event',
        one.meterEvent
          ? `Stripe: ${one.meterEvent.state}`
          : 'None: its plan does not bill usage, or it has just arrived',
        one.meterEvent?.identifier ?? null,
      ],
  [
    'Invoice line',
    one.line
      ? `${one.line.description}: ${formatMoney(one.line.amountMinor, one.line.currency)}`
      : 'Not on a finalised invoice',
    one.line ? `${formatCount(one.line.included)} included, ${formatCount(one.line.billed)} billed` : null,
  ],
  [
    'Invoice',
    one.line ? (
      <Link
        to="/operator/invoices/$invoiceId"
        params={{ invoiceId: one.line.invoiceId }}
        search={{ line: one.line.id }}
        className={linkLook}
      >
        {one.line.invoiceNumber ?? one.line.invoiceId}
      </Link>
    ) : (
      none
    ),
    one.line?.invoiceStatus ?? null,
  ],
  ['Payment', one.line?.paidAt ? formatMoment(one.line.paidAt) : 'Not paid', null],
]
