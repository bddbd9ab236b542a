import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useSubscription } from '@trpc/tanstack-react-query'
import { Handshake } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { cn } from '../../lib/class-names.ts'
import { formatCount } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import { usePagedQuery, usePageInAddress } from '../../lib/paged-query.ts'
import type { EngagementPipeline } from '../../lib/views.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { CardSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { stateName } from './service-status.tsx'
import { ServicesTable } from './services-table.tsx'

const route = getRouteApi('/shell/operator/services')

export function OperatorServicesPage() {
  const { state } = route.useSearch()
  const navigate = route.useNavigate()
  const queries = useQueryClient()
  const pipeline = useQuery(trpc.operatorService.pipeline.queryOptions())
  const services = usePagedQuery(usePageInAddress(), 25, (window) =>
    trpc.operatorService.list.queryOptions({ ...window, ...(state && { state }) }),
  )
  useSubscription(
    trpc.operatorService.onChange.subscriptionOptions(undefined, {
      onData: () => void queries.invalidateQueries(trpc.operatorService.pathFilter()),
    }),
  )
  return (
    <>
      <PageHeader
        title="Services"
        description="What tenants have requested, from request to last milestone. Currencies are never combined."
      />
      <div className="grid gap-6">
        <QueryView query={pipeline} skeleton={<CardSkeleton />}>
          {(stages) => (
            <Pipeline
              stages={stages}
              chosen={state}
              onChoose={(next) => void navigate({ search: { state: next } })}
            />
          )}
        </QueryView>
        <ServicesTable
          services={services}
          to="/operator/services/$serviceId"
          price="Amount"
          empty={
            <EmptyState
              icon={Handshake}
              title={state ? `None is ${stateName(state).toLowerCase()}` : 'No requests yet'}
            >
              {!state && 'Tenants request one on their own Services page; you get an e-mail.'}
            </EmptyState>
          }
        />
      </div>
    </>
  )
}

type State = EngagementPipeline[number]['state']

const Pipeline = ({
  stages,
  chosen,
  onChoose,
}: {
  stages: EngagementPipeline
  chosen: State | undefined
  onChoose: (state: State | undefined) => void
}) => (
  <ul className="grid grid-cols-2 gap-2 sm:grid-cols-4 xl:grid-cols-7" data-testid="pipeline">
    {stages.map(({ state, count, sums }) => (
      <li key={state} className="grid">
        <button
          type="button"
          aria-pressed={chosen === state}
          onClick={() => onChoose(chosen === state ? undefined : state)}
          className={cn(
            'grid content-start gap-0.5 rounded-xl border bg-surface px-4 py-3 text-left shadow-card transition-colors hover:bg-sunken/60',
            chosen === state ? 'border-accent' : 'border-line',
          )}
        >
          <span className="text-[13px] text-faint">{stateName(state)}</span>
          <span className="figure font-semibold text-lg">{formatCount(count)}</span>
          {sums.map(({ currency, totalMinor }) => (
            <span key={currency} className="figure text-[13px] text-soft">
              {formatMoney(totalMinor, currency)}
            </span>
          ))}
        </button>
      </li>
    ))}
  </ul>
)
